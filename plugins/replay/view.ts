import type { LedgerEvent } from "../../kernel/event.ts";
import type { BranchRow, Ledger } from "../../kernel/ledger/index.ts";

/** Puts something else in the place of what was recorded: what if the answer had been another? */
export type Edit = (event: LedgerEvent) => LedgerEvent;

/** A ledger as it was once: what was written later is not there yet. Moved on event by event. */
export class View {
  readonly #real: Ledger;
  readonly #edit: Edit;
  readonly #rows: ReadonlyMap<string, BranchRow>;
  readonly #branches = new Map<string, BranchRow>();
  /** Only what has a lower local row is there. */
  #end: number;
  readonly #listeners = new Set<() => void>();

  constructor(real: Ledger, root: string, end: number, edit: Edit) {
    this.#real = real;
    this.#edit = edit;
    this.#rows = new Map(real.branches({ root }).map((row) => [row.id, row]));
    this.#end = end;
  }

  /** These are on record now, and from other streams all that was written before `end`. */
  moveOn(events: readonly LedgerEvent[], end: number): void {
    for (const { branch, bseq, type, data } of events) {
      const row = this.#branches.get(branch) ?? {
        ...this.#rows.get(branch)!,
        ownerOrigin: null,
        ownerEpoch: null,
      };
      const claim =
        type === "run.claimed" && data
          ? { ownerOrigin: String(data["origin"]), ownerEpoch: Number(data["epoch"]) }
          : {};
      this.#branches.set(branch, { ...row, length: bseq, ...claim });
    }
    this.#end = end;
    for (const listener of this.#listeners) listener();
  }

  onMove(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  get lastRow(): number {
    return this.#end - 1;
  }

  get(id: string): LedgerEvent | null {
    const event = this.#real.get(id);
    return event && event.row < this.#end ? this.#edit(event) : null;
  }

  /** Of the tree, as they were; others only if they were there. */
  branch(id: string): BranchRow | null {
    if (this.#rows.has(id)) return this.#branches.get(id) ?? null;
    const row = this.#real.branch(id);
    const [first] = row ? this.#real.readBranch(id, { from: row.at + 1, to: row.at + 1 }) : [];
    return first && first.row < this.#end ? row : null;
  }

  /** Those of the tree: what other runs were about at the time does not matter to it. */
  branches(): readonly BranchRow[] {
    return [...this.#branches.values()];
  }

  /** What was there of events in whatever order. */
  *among(events: Iterable<LedgerEvent>): Iterable<LedgerEvent> {
    for (const event of events) if (event.row < this.#end) yield this.#edit(event);
  }

  /** The same of events in the order of their rows: no later one is looked at. */
  *until(events: Iterable<LedgerEvent>): Iterable<LedgerEvent> {
    for (const event of events) {
      if (event.row >= this.#end) return;
      yield this.#edit(event);
    }
  }
}
