import type { Ledger } from "../../../kernel/ledger/index.ts";
import type { Checked } from "../../contracts/check.ts";
import type { Contents } from "../../contracts/contents.ts";
import { stillMissing } from "./still-missing.ts";

/**
 * Contents that were left out of a file are a fault, until they come. What whoever made the file had no more is none, and
 * the file says how much that was.
 */
export function checkMissing(ledger: Ledger, contents: Contents | undefined): Checked {
  let unknown = 0;
  const faults: { event: string; what: string }[] = [];
  for (const { event, run, hashes, owned } of stillMissing(ledger, contents)) {
    unknown += hashes.length;
    if (hashes.length <= owned) continue;
    const said = `${hashes.length} contents that events of run ${run} name did not come with its file`;
    const what = `${said}, which says that ${owned} were missing; import a whole file of it`;
    faults.push({ event: event.id, what });
  }
  return { held: 0, unknown, faults };
}
