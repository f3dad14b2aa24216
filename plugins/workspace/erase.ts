import { type LedgerEvent, text } from "../../kernel/event.ts";
import type { Ledger } from "../../kernel/ledger/port.ts";
import { hashesIn, HOLDING, treeOf, unkeptIn } from "./held.ts";
import type { Sight } from "./sight.ts";

/** Removes what the events of a run tree, and restores of it, alone have kept, from the bytes of the file too. */
export function eraseTree(
  { store, folders }: Sight,
  ledger: Ledger,
  root: string,
  events: readonly LedgerEvent[],
): void {
  const content = (hash: string) => store.contents.get(hash) ?? ledger.getBlob(hash);
  const [leaving, held, dirs] = [new Set<string>(), new Set<string>(), new Set<string>()];
  const [leavingUnkept, heldUnkept] = [new Set<string>(), new Set<string>()];
  const own = new Set(events.map(({ id }) => id));
  for (const event of ledger.query({ types: HOLDING })) {
    const isLeaving = own.has(event.id) || treeOf(ledger, event) === root;
    for (const hash of hashesIn(event, content)) (isLeaving ? leaving : held).add(hash);
    for (const hash of unkeptIn(event, content)) (isLeaving ? leavingUnkept : heldUnkept).add(hash);
    if (isLeaving) dirs.add(text(event.data?.["dir"]));
  }
  const gone = leaving.difference(held);
  store.commit("disk", () => {
    store.contents.remove(gone);
    const unnamed = gone.union(leavingUnkept.difference(heldUnkept));
    store.contents.forget(unnamed);
    folders.forget(unnamed);
    folders.erase(dirs);
  });
  // Where captures of older versions are.
  ledger.dropBlobs([...gone]);
  // Pages that are free, and the log, may still hold what they held.
  store.compact();
}

/** Contents make room; folders that still hold them are read again. */
export function release({ store, folders }: Sight, gone: ReadonlySet<string>): void {
  store.commit("disk", () => {
    store.contents.remove(gone);
    store.contents.release(gone);
    folders.forget(gone);
  });
}
