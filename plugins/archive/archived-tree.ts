import type { BranchRow, SealedEvent } from "../../kernel/ledger/index.ts";

/** A run tree as its segment keeps it, decoded once. */
export class ArchivedTree {
  /** In (origin, `oseq`) order. */
  readonly events: readonly SealedEvent[];
  readonly branches: ReadonlyMap<string, BranchRow>;
  readonly #own = new Map<string, SealedEvent[]>();
  #byId: ReadonlyMap<string, SealedEvent> | null = null;

  constructor(branches: readonly BranchRow[], events: readonly SealedEvent[]) {
    this.events = events;
    this.branches = new Map(branches.map((branch) => [branch.id, branch]));
    for (const event of events) {
      const own = this.#own.get(event.branch);
      if (own) own.push(event);
      else this.#own.set(event.branch, [event]);
    }
    for (const own of this.#own.values()) own.sort((a, b) => a.bseq - b.bseq);
  }

  get(id: string): SealedEvent | null {
    this.#byId ??= new Map(this.events.map((event) => [event.id, event]));
    return this.#byId.get(id) ?? null;
  }

  /** Events `from` to `to` of a branch, through all parents. */
  read(id: string, from: number, to: number): SealedEvent[] {
    const stretches: SealedEvent[][] = [];
    let branch = this.branches.get(id);
    let last = to;
    while (branch && last >= from) {
      const { at, parent } = branch;
      const own = this.#own.get(branch.id) ?? [];
      const first = Math.max(from, at + 1);
      const bounded = last;
      stretches.push(own.filter(({ bseq }) => bseq >= first && bseq <= bounded));
      last = Math.min(last, at);
      branch = parent === null ? undefined : this.branches.get(parent);
    }
    return stretches.toReversed().flat();
  }

  /** What the account fold reads: (hlc, origin, `oseq`) order. */
  byTime(): SealedEvent[] {
    return this.events.toSorted(
      (a, b) => a.hlc - b.hlc || compare(a.source, b.source) || a.oseq - b.oseq,
    );
  }
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
