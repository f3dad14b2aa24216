import type { LedgerEvent } from "../../kernel/event.ts";
import type { Ledger } from "../../kernel/ledger/port.ts";
import { release } from "./erase.ts";
import { hashesIn, HOLDING, treeOf } from "./held.ts";
import type { Sight } from "./sight.ts";
import { Turns } from "./turns.ts";

/** So much of the quota stays in use: not every capture leads to a release. */
const AFTER = 0.8;
const PAGE = 200;

export interface Quota {
  readonly bytes: number;
  /** Runs whose contents stay. */
  readonly pinned: readonly string[];
}

/**
 * Releases what only finished runs that nobody has pinned hold, from the run on that was used longest ago. Lets others work
 * while it looks; what they capture meanwhile stays. Answers how many contents are gone.
 */
export async function keepQuota(sight: Sight, ledger: Ledger, quota: Quota): Promise<number> {
  const { store, folders } = sight;
  if (store.size() <= quota.bytes) return 0;
  const turns = new Turns();
  const { trees, last } = await holders(ledger, turns);
  const held = new Held(sight);
  for (const needed of [true, false]) {
    for (const [root, events] of [...trees].toReversed()) {
      const isNeeded = root === "" || isInUse(ledger, root) || isPinned(ledger, root, quota.pinned);
      if (isNeeded !== needed) continue;
      if (!needed && held.bytes > quota.bytes * AFTER) break;
      for (const id of events) {
        held.add(ledger.get(id));
        if (turns.isOver) await turns.next();
      }
    }
  }
  // From here on nobody comes in between. What is captured and not on record yet is in the index.
  for (const event of ledger.query({ afterRow: last, types: HOLDING })) held.add(event);
  const current = folders.contents();
  const isLeft = (hash: string) => !held.has(hash) && !current.has(hash) && !store.isFresh(hash);
  const gone = store.contents.hashes().filter(isLeft);
  if (gone.length > 0) release(sight, new Set(gone));
  return gone.length;
}

/** Events that hold contents, by run tree, in the order of the trees' last use. */
async function holders(ledger: Ledger, turns: Turns) {
  const trees = new Map<string, string[]>();
  for (let last = 0; ;) {
    const page = [...ledger.query({ afterRow: last, types: HOLDING, limit: PAGE })];
    for (const event of page) {
      const root = treeOf(ledger, event);
      const events = trees.get(root) ?? [];
      trees.delete(root);
      trees.set(root, [...events, event.id]);
      last = event.row;
    }
    if (page.length < PAGE) return { trees, last };
    if (turns.isOver) await turns.next();
  }
}

/** Contents that stay, and what they weigh. */
class Held {
  readonly #sight: Sight;
  readonly #hashes = new Set<string>();
  bytes = 0;

  constructor(sight: Sight) {
    this.#sight = sight;
  }

  has(hash: string): boolean {
    return this.#hashes.has(hash);
  }

  add(event: LedgerEvent | null): void {
    if (!event) return;
    const { contents } = this.#sight.store;
    for (const hash of hashesIn(event, (one) => contents.get(one))) {
      if (this.#hashes.has(hash)) continue;
      this.#hashes.add(hash);
      this.bytes += contents.weigh(hash);
    }
  }
}

/** Is a run of the tree not over yet? */
function isInUse(ledger: Ledger, root: string): boolean {
  const open = new Set(ledger.branches({ root }).map(({ subject }) => subject));
  for (const { subject } of ledger.readTree(root, ["run.finished"])) open.delete(subject);
  return open.size > 0;
}

function isPinned(ledger: Ledger, root: string, pinned: readonly string[]): boolean {
  return pinned.some((run) => run === root || ledger.branch(run)?.root === root);
}
