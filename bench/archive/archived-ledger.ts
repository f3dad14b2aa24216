import { openSqlite, testTypes, type OpenLedger } from "../support/ledger.ts";
import type { BranchRow, Ledger, SealedEvent } from "../../kernel/ledger/index.ts";
import { archiveTrees } from "../../plugins/archive/archive-trees.ts";
import type { ArchivedLedger } from "../../plugins/archive/archived-ledger.ts";
import { withArchive } from "../../plugins/archive/with-archive.ts";

/** As the suites open a ledger, with its archive. */
export const openWithArchive: OpenLedger = async (place) => {
  const types = place.types ?? testTypes();
  return withArchive(await openSqlite({ ...place, types }), { dir: place.dir, types });
};

/** Archives whole trees, whatever state their runs are in. */
export async function archiveRoots(ledger: ArchivedLedger, ...roots: string[]): Promise<void> {
  const trees = roots.map((root) => treeOf(ledger.inner, root));
  await archiveTrees(ledger, trees);
}

export function treeOf(ledger: Ledger, root: string) {
  const branches = ledger.branches({ root });
  const events = branches.reduce((sum, { at, length }) => sum + length - at, 0);
  return { root, branches, events, endedAt: 0 };
}

/** Everything that can be read of a ledger, in one value. */
export function everything(ledger: Ledger) {
  const branches = ledger.branches().map((branch): BranchRow => branch);
  const ids = branches.map(({ id }) => id).toSorted();
  const roots = [...new Set(branches.map(({ root }) => root))].toSorted();
  return {
    branches: branches.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    query: [...ledger.query({})],
    newest: [...ledger.query({ newestFirst: true, limit: 7 })],
    byId: Object.fromEntries(ids.map((id) => [id, [...ledger.readBranch(id)]])),
    trees: Object.fromEntries(roots.map((root) => [root, [...ledger.readTree(root)]])),
    sealed: Array.from(ledger.sealed(), plain),
    exported: Array.from(ledger.query({}), (event) => ledger.toCloudEvent(event)),
    lastRow: ledger.lastRow(),
  };
}

/** Without what a ledger's file adds to an event for itself. */
export function plain(event: SealedEvent) {
  const { id, source, subject, type, version, oseq, hlc, branch, bseq, actor, row } = event;
  const { onbehalfof, cause, traceparent, payload, erased } = event;
  const hex = (bytes: Uint8Array | null) => bytes && Buffer.from(bytes).toString("hex");
  const hashes = [event.salt, event.datahash, event.prevhash, event.hash].map(hex);
  const names = { id, source, subject, type, version, oseq, hlc, branch, bseq, actor, row };
  return { ...names, onbehalfof, cause, traceparent, payload, erased, hashes };
}
