import type { BranchRow } from "../../kernel/ledger/index.ts";
import type { ArchivedLedger } from "./archived-ledger.ts";
import type { TreeToWrite } from "./segment-writer.ts";

/** Takes a tree out of the ledger that a segment on record holds, if it is still the same; says whether it did. */
export function letGo(ledger: ArchivedLedger, { root, branches }: TreeToWrite): boolean {
  if (!isSame(ledger.inner.branches({ root }), branches)) {
    // Somebody went on with it meanwhile: the ledger's is the one that counts.
    ledger.archive?.hide(root);
    return false;
  }
  ledger.inner.expel(root);
  ledger.archive?.serve(root);
  return true;
}

/** A branch only grows, so equal lengths are equal events. */
function isSame(now: readonly BranchRow[], then: readonly BranchRow[]): boolean {
  const lengths = new Map(then.map(({ id, length }) => [id, length]));
  return now.length === then.length && now.every(({ id, length }) => lengths.get(id) === length);
}
