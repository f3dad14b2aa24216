import type { Ledger } from "../../../kernel/ledger/index.ts";
import type { Fault } from "./verdict.ts";
import type { EventLook } from "./verify.ts";

/** On the tenant's stream, before anything is erased: `root` names a run tree, `besides` events of other streams. */
export const ERASING = "runs.erasing";

/** An erasure that nobody put on record took something away that nobody asked for. */
export function erasureLook(ledger: Pick<Ledger, "query" | "branch">, own: string): EventLook {
  const roots = new Set<unknown>();
  const besides = new Set<unknown>();
  for (const { data } of ledger.query({ types: [ERASING] })) {
    roots.add(data?.["root"]);
    for (const id of (data?.["besides"] ?? []) as readonly unknown[]) besides.add(id);
  }
  const trees = new Map<string, boolean>();
  const isOnRecord = (branch: string) => {
    const known = trees.get(branch) ?? roots.has(ledger.branch(branch)?.root ?? branch);
    trees.set(branch, known);
    return known;
  };
  const faults: Fault[] = [];
  return {
    see({ id, erased, source, branch, oseq }) {
      // What others erased before they handed it on is on record with them.
      if (!erased || source !== own || isOnRecord(branch) || besides.has(id)) return;
      faults.push({
        oseq,
        origin: source,
        what: "the payload was erased, and nobody asked for it",
      });
    },
    faults: () => faults,
  };
}
