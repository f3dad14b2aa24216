import { messageOf } from "../../../kernel/error.ts";
import type { Parts } from "../parts.ts";
import type { Work } from "./choose.ts";

/** What a restore changed is known: the next look at the folder blames no step for it. */
export function lookAgain(parts: Parts, dir: string, works: readonly Work[]): void {
  try {
    const unknown = parts.put(
      dir,
      works.map(({ to }) => to),
    );
    parts.capture(dir, unknown);
  } catch (error) {
    // The restore is done and on record; the next look finds its changes as it finds a person's.
    console.error(
      `glassbox: the restored files in ${dir} are not in the index: ${messageOf(error)}`,
    );
  }
}
