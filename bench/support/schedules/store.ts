import { KernelError } from "../../../kernel/error.ts";
import type { EventDraft, FoldEvent, LedgerEvent } from "../../../kernel/event.ts";
import { sha256 } from "../../../kernel/json.ts";
import type {
  BranchFilter,
  BranchRange,
  BranchRow,
  Ledger,
  NewBranch,
} from "../../../kernel/ledger/port.ts";
import type { Process, VirtualTime } from "./time.ts";

const ORIGIN = "here";

/** What is on the virtual disk: it outlives every process. */
export class Store {
  readonly events: LedgerEvent[] = [];
  /** By event: the epoch of the process that wrote it. */
  readonly writers: number[] = [];
  readonly blobs = new Map<string, Uint8Array>();
  readonly #byId = new Map<string, LedgerEvent>();
  readonly #branches = new Map<string, BranchRow>();
  epoch = 0;
  /** How the run ended; null: it goes on. */
  outcome: string | null = null;
  /** Appends that came from a process whose epoch was over. */
  refused = 0;
  readonly #time: VirtualTime;
  #hlc = 0;

  constructor(time: VirtualTime) {
    this.#time = time;
  }

  write(drafts: readonly EventDraft[], branches: readonly NewBranch[], epoch: number) {
    for (const { id, subject, root, parent } of branches) {
      const at = parent?.at ?? 0;
      const above = { parent: parent?.branch ?? null, at, length: at };
      this.#branches.set(id, { id, subject, root, ...above, ownerOrigin: null, ownerEpoch: null });
    }
    return drafts.map((draft) => this.#seal(draft, epoch));
  }

  #seal(draft: EventDraft, epoch: number): LedgerEvent {
    this.#hlc = Math.max(this.#hlc + 1, this.#time.now() * 4096);
    const branch = this.#branches.get(draft.branch)!;
    const bseq = branch.length + 1;
    this.#branches.set(draft.branch, { ...branch, length: bseq });
    const row = this.events.length + 1;
    const { onbehalfof = null, cause = null, traceparent = null } = draft;
    const own = { id: `e${row}`, source: `/home/${ORIGIN}`, version: 1, storedVersion: 1 };
    const place = { oseq: row, hlc: this.#hlc, bseq, row };
    const event = { ...draft, ...own, ...place, onbehalfof, cause, traceparent };
    this.events.push(event);
    if (event.type === "run.finished") this.outcome = String(event.data["outcome"]);
    this.writers.push(epoch);
    this.#byId.set(event.id, event);
    return event;
  }

  get(id: string): LedgerEvent | null {
    return this.#byId.get(id) ?? null;
  }

  branch(id: string): BranchRow | null {
    return this.#branches.get(id) ?? null;
  }

  branches({ root, subjectPrefix = "" }: BranchFilter = {}): BranchRow[] {
    const all = [...this.#branches.values()];
    return all.filter(
      (one) => (root === undefined || one.root === root) && one.subject.startsWith(subjectPrefix),
    );
  }

  readBranch(branch: string, { from = 1, to = Infinity, types }: BranchRange = {}): LedgerEvent[] {
    const { parent, at } = this.#branches.get(branch)!;
    const above = parent === null ? [] : this.readBranch(parent, { from, to: Math.min(to, at) });
    const own = this.events.filter((one) => one.branch === branch);
    const all = [...above, ...own.filter(({ bseq }) => bseq >= from && bseq <= to)];
    return types ? all.filter(({ type }) => types.includes(type)) : all;
  }
}

interface Waiting {
  readonly drafts: readonly EventDraft[];
  readonly branches: readonly NewBranch[];
  resolve(events: readonly LedgerEvent[]): void;
  reject(error: KernelError): void;
}

/** A kernel's ledger over the store: appends take a moment, go together, and are refused once a newer one has opened it. */
export class VirtualLedger {
  readonly tenant = "home";
  readonly origin = ORIGIN;
  readonly epoch: number;
  readonly #store: Store;
  readonly #listeners = new Set<(events: readonly LedgerEvent[]) => void>();
  #waiting: Waiting[] = [];
  readonly #later: (callback: () => void) => void;
  readonly #onWritten: () => "go on" | "die";

  /** `onWritten` is asked after each commit, before anybody hears of it. */
  constructor(
    store: Store,
    time: VirtualTime,
    process: Process,
    world: { latency(): number; onWritten(): "go on" | "die" },
  ) {
    this.#store = store;
    this.epoch = ++store.epoch;
    this.#later = (callback) => void time.after(process, world.latency(), callback);
    this.#onWritten = () => world.onWritten();
  }

  append(
    drafts: readonly EventDraft[],
    branches: readonly NewBranch[] = [],
  ): Promise<readonly LedgerEvent[]> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ drafts, branches, resolve, reject });
      if (this.#waiting.length === 1) this.#later(() => this.#commit());
    });
  }

  #commit(): void {
    const group = this.#waiting;
    this.#waiting = [];
    if (this.#store.epoch !== this.epoch) {
      this.#store.refused += 1;
      const error = new KernelError("fenced", "another kernel writes this ledger now");
      for (const { reject } of group) reject(error);
      return;
    }
    const written = group.map(({ drafts, branches }) =>
      this.#store.write(drafts, branches, this.epoch),
    );
    if (this.#onWritten() === "die") return;
    for (const [index, { resolve }] of group.entries()) resolve(written[index]!);
    for (const listener of this.#listeners) listener(written.flat());
  }

  onCommit(listener: (events: readonly LedgerEvent[]) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The port, as far as a run needs it. */
  asPort(): Ledger {
    const store = this.#store;
    const reads: Partial<Ledger> = {
      get: (id) => store.get(id),
      branch: (id) => store.branch(id),
      branches: (filter) => store.branches(filter),
      readBranch: (branch, range) => store.readBranch(branch, range),
      foldBranch: (branch, range, visit: (event: FoldEvent) => void) =>
        store.readBranch(branch, range).forEach(visit),
      readTree: (root, types) =>
        store.events.filter(
          ({ branch, type }) =>
            store.branch(branch)!.root === root && (types?.includes(type) ?? true),
        ),
      query: ({ types, subject }) =>
        store.events.filter(
          (one) =>
            (types?.includes(one.type) ?? true) &&
            (subject === undefined || one.subject === subject),
        ),
      lastRow: () => store.events.length,
      putBlob(bytes) {
        const hash = sha256(bytes);
        store.blobs.set(hash, bytes);
        return hash;
      },
      getBlob: (hash) => store.blobs.get(hash) ?? null,
      saveSnapshot: () => {},
      snapshotBefore: () => null,
    };
    const own: Partial<Ledger> = {
      tenant: this.tenant,
      origin: this.origin,
      epoch: this.epoch,
      append: (drafts, branches) => this.append(drafts, branches),
      onCommit: (listener) => this.onCommit(listener),
    };
    return { ...reads, ...own } as Ledger;
  }
}
