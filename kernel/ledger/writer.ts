import type { Database } from "bun:sqlite";

import { KernelError, messageOf } from "../error.ts";
import type { EventDraft, LedgerEvent } from "../event.ts";
import type { EventTypes } from "./event-types.ts";
import type { NewBranch } from "./port.ts";
import type { Chain } from "./chain.ts";
import type { Names } from "./names.ts";

interface Batch {
  readonly drafts: readonly EventDraft[];
  readonly branches: readonly NewBranch[];
  /** What comes before them in the transaction. */
  readonly first: (() => void) | undefined;
  readonly barrier: boolean;
  readonly resolve: (events: readonly LedgerEvent[]) => void;
  readonly reject: (error: unknown) => void;
}

interface WriterParts {
  readonly db: Database;
  readonly chain: Chain;
  readonly names: Names;
  readonly types: EventTypes;
  readonly epoch: number;
}

/**
 * Group commit: appends that come in one turn of the event loop share a transaction, and its fsync if any of them is a
 * barrier. A batch that fails is taken back alone (savepoint); a commit that fails takes back the group.
 */
export class Writer {
  readonly #parts: WriterParts;
  readonly #epochNow;
  readonly #begin;
  readonly #commit;
  #queue: Batch[] = [];
  #scheduled = false;
  #full = false;
  #closed = false;
  readonly #listeners = new Set<(events: readonly LedgerEvent[]) => void>();

  constructor(parts: WriterParts) {
    this.#parts = parts;
    this.#epochNow = parts.db.query("select epoch from writer");
    this.#begin = parts.db.query("begin immediate");
    this.#commit = parts.db.query("commit");
  }

  onCommit(listener: (events: readonly LedgerEvent[]) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  append(
    drafts: readonly EventDraft[],
    branches: readonly NewBranch[],
    first?: () => void,
  ): Promise<readonly LedgerEvent[]> {
    return new Promise((resolve, reject) => {
      let barrier = first !== undefined;
      for (const draft of drafts) {
        const type = this.#parts.types.get(draft.type);
        if (!type) throw new KernelError("internal", `event type ${draft.type} is not registered`);
        type.check(draft.data);
        barrier ||= type.barrier(draft.data);
      }
      this.#queue.push({ drafts, branches, first, barrier, resolve, reject });
      this.#schedule(barrier);
    });
  }

  /** Writes what is waiting and takes nothing more. */
  close(): void {
    if (this.#queue.length > 0) this.flush();
    this.#closed = true;
  }

  flush(): void {
    this.#scheduled = false;
    if (this.#queue.length === 0) return;
    const batches = this.#queue;
    this.#queue = [];
    let settled: (() => void)[] = [];
    const written: LedgerEvent[] = [];
    try {
      this.exclusively(
        () => {
          const alone = batches.length === 1;
          for (const batch of batches) settled.push(this.#write(batch, written, alone));
        },
        batches.some((batch) => batch.barrier),
      );
    } catch (failure) {
      settled = batches.map((batch) => () => batch.reject(failure));
      written.length = 0;
    }
    // Promises first: a listener that throws takes nobody's answer away.
    for (const settle of settled) settle();
    if (written.length > 0) for (const listener of this.#listeners) listener(written);
  }

  /** One transaction of the current epoch's holder: all of `work` or nothing. */
  exclusively<T>(work: () => T, onDisk = false): T {
    if (this.#closed) throw new KernelError("ledger", "the ledger is closed");
    try {
      this.#synchronous(onDisk);
      this.#begin.run();
      this.#checkEpoch();
      const result = work();
      this.#commit.run();
      return result;
    } catch (error) {
      this.#rollback();
      throw asLedgerError(error);
    }
  }

  #schedule(barrier: boolean): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    // An fsync is worth waiting a turn for others; a plain commit is not.
    if (barrier) setImmediate(() => this.flush());
    else queueMicrotask(() => this.flush());
  }

  /** A batch of its own needs no savepoint: it fails with its transaction. */
  #write(batch: Batch, written: LedgerEvent[], alone: boolean): () => void {
    const { db, chain, names } = this.#parts;
    if (!alone) db.run("savepoint batch");
    try {
      batch.first?.();
      for (const branch of batch.branches) chain.open(branch);
      const events = batch.drafts.map((draft) => chain.seal(draft));
      if (!alone) db.run("release batch");
      written.push(...events);
      return () => batch.resolve(events);
    } catch (error) {
      // A full disk has already taken the whole transaction back; then the group fails.
      if (alone || !db.inTransaction) throw error;
      db.run("rollback to batch");
      db.run("release batch");
      names.forget();
      chain.reload();
      const failure = asLedgerError(error);
      return () => batch.reject(failure);
    }
  }

  #checkEpoch(): void {
    const { epoch } = this.#epochNow.get() as { epoch: number };
    if (epoch === this.#parts.epoch) return;
    throw new KernelError(
      "fenced",
      `another kernel writes this ledger now (epoch ${epoch}, this one is ${this.#parts.epoch})`,
    );
  }

  #synchronous(full: boolean): void {
    if (full === this.#full) return;
    this.#parts.db.run(`pragma synchronous=${full ? "full" : "normal"}`);
    this.#full = full;
  }

  #rollback(): void {
    if (this.#parts.db.inTransaction) this.#parts.db.run("rollback");
    this.#parts.names.forget();
    this.#parts.chain.reload();
  }
}

export function asLedgerError(error: unknown): KernelError {
  if (error instanceof KernelError) return error;
  const full = /disk is full|ENOSPC|database or disk/i.test(messageOf(error));
  return new KernelError(
    "ledger",
    full
      ? "the disk is full: the ledger cannot be written"
      : `the ledger cannot be written: ${messageOf(error)}`,
    {
      hint: full
        ? "free some space, then resume the run"
        : "check the home's folder and permissions",
      cause: error,
    },
  );
}
