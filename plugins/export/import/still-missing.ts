import type { LedgerEvent } from "../../../kernel/event.ts";
import { text } from "../../../kernel/event.ts";
import type { Ledger } from "../../../kernel/ledger/index.ts";
import type { Contents } from "../../contracts/contents.ts";
import { IMPORTED } from "../imported.ts";
import { namedIn } from "../named-contents.ts";

/** What did not come with a file and is still not here, though events name it. */
export interface StillMissing {
  /** The import. */
  readonly event: LedgerEvent;
  readonly run: string;
  readonly root: string;
  readonly hashes: readonly string[];
  /** How many the file itself said it has not: they were let go or erased where it was made. */
  readonly owned: number;
}

type Named = Pick<Ledger, "tenant" | "query" | "readTree" | "getBlob">;

export function* stillMissing(
  ledger: Named,
  contents: Contents | undefined,
): Generator<StillMissing> {
  const subject = `tenant/${ledger.tenant}`;
  for (const event of ledger.query({ subject, types: [IMPORTED] })) {
    const { run, root, missing, owned } = event.data ?? {};
    const list = missing === undefined ? null : ledger.getBlob(text(missing));
    if (list === null) continue;
    const named = namedByTree(ledger, text(root));
    const lacks = (hash: string) =>
      named.has(hash) && ledger.getBlob(hash) === null && (contents?.get(hash) ?? null) === null;
    const hashes = (JSON.parse(Buffer.from(list).toString()) as string[]).filter(lacks);
    if (hashes.length === 0) continue;
    yield { event, run: text(run), root: text(root), hashes, owned: Number(owned) };
  }
}

/** What was erased names nothing. */
function namedByTree(ledger: Named, root: string): Set<string> {
  const named = new Set<string>();
  for (const { type, data } of ledger.readTree(root)) {
    const { blobs, contents } = namedIn(type, data);
    for (const hash of [...blobs, ...contents]) named.add(hash);
  }
  return named;
}
