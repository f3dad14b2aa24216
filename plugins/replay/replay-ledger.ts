import { KernelError } from "../../kernel/error.ts";
import type { EventDraft, FoldEvent, LedgerEvent } from "../../kernel/event.ts";
import { sha256 } from "../../kernel/json.ts";
import type {
  BranchRow,
  EventQuery,
  EventTypes,
  Ledger,
  SealedEvent,
} from "../../kernel/ledger/index.ts";
import type { Gate } from "./gate.ts";
import type { Names } from "./names.ts";
import type { View } from "./view.ts";

type Listener = (events: readonly LedgerEvent[]) => void;

interface Parts {
  readonly real: Ledger;
  readonly view: View;
  readonly gate: Gate;
  readonly names: Names;
  readonly types: EventTypes;
  readonly owner: { readonly origin: string; readonly epoch: number };
  /** Blobs that are put during the replay; nothing else of them is kept. */
  readonly blobs: Map<string, Uint8Array>;
}

/** The ledger of the second house: reads are of the past, and what is appended goes to the gate. Nothing is written. */
export class ReplayLedger implements Ledger {
  readonly tenant: string;
  readonly origin: string;
  readonly epoch: number;
  readonly #parts: Parts;
  readonly #listeners = new Set<Listener>();
  #isClosed = false;

  constructor(parts: Parts) {
    this.tenant = parts.real.tenant;
    this.origin = parts.owner.origin;
    this.epoch = parts.owner.epoch;
    this.#parts = parts;
  }

  /** Branches are there as soon as their first event is. */
  async append(drafts: readonly EventDraft[]): Promise<readonly LedgerEvent[]> {
    const { gate, types } = this.#parts;
    // Who writes to a house that is gone waits for an answer that never comes, as for a kernel that was killed.
    if (this.#isClosed) return new Promise(() => {});
    for (const { type, data } of drafts) {
      const known = types.get(type);
      if (!known) throw new KernelError("internal", `event type ${type} is not registered`);
      known.check(data);
    }
    // What the house notes of itself is no part of the run.
    if (drafts.every(({ subject }) => !subject.startsWith("run/")))
      return drafts.map((draft) => this.#aside(draft));
    return gate.hold(drafts);
  }

  /** Tells the house that events are on record. */
  tell(events: readonly LedgerEvent[]): void {
    for (const listener of this.#listeners) listener(events);
  }

  onCommit(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  get(id: string): LedgerEvent | null {
    return this.#parts.view.get(this.#parts.names.recorded(id));
  }

  branch(id: string): BranchRow | null {
    return this.#parts.view.branch(this.#parts.names.recorded(id));
  }

  branches(filter: { root?: string; subjectPrefix?: string } = {}): readonly BranchRow[] {
    const { root, subjectPrefix = "" } = filter;
    return this.#parts.view
      .branches()
      .filter((row) => (root ?? row.root) === row.root && row.subject.startsWith(subjectPrefix));
  }

  readBranch(branch: string, range = {}): Iterable<LedgerEvent> {
    const { real, view, names } = this.#parts;
    return view.until(real.readBranch(names.recorded(branch), range));
  }

  foldBranch(branch: string, range: object, visit: (event: FoldEvent) => void): void {
    for (const event of this.readBranch(branch, range)) visit(event);
  }

  *query({ limit = Number.POSITIVE_INFINITY, ...query }: EventQuery): Iterable<LedgerEvent> {
    const { real, view } = this.#parts;
    const found = real.query(query);
    let left = limit;
    for (const event of query.newestFirst ? view.among(found) : view.until(found)) {
      if (left-- <= 0) return;
      yield event;
    }
  }

  readTree(root: string, types?: readonly string[], afterRow?: number): Iterable<LedgerEvent> {
    return this.#parts.view.among(this.#parts.real.readTree(root, types, afterRow));
  }

  lastRow(): number {
    return this.#parts.view.lastRow;
  }

  async *follow(query: {
    afterRow: number;
    subject?: string;
    signal: AbortSignal;
  }): AsyncIterable<LedgerEvent> {
    const { signal, ...wanted } = query;
    let wake = () => {};
    const stop = this.#parts.view.onMove(() => wake());
    const onAbort = () => wake();
    signal.addEventListener("abort", onAbort);
    try {
      let cursor = wanted.afterRow;
      while (!signal.aborted) {
        const woken = new Promise<void>((resolve) => (wake = resolve));
        const page = [...this.query({ ...wanted, afterRow: cursor })];
        for (const event of page) {
          if (signal.aborted) return;
          cursor = event.row;
          yield event;
        }
        if (page.length === 0) await woken;
      }
    } finally {
      stop();
      signal.removeEventListener("abort", onAbort);
    }
  }

  putBlob(bytes: Uint8Array): string {
    const hash = sha256(bytes);
    this.#parts.blobs.set(hash, bytes);
    return hash;
  }

  getBlob(hash: string): Uint8Array | null {
    return this.#parts.blobs.get(hash) ?? this.#parts.real.getBlob(hash);
  }

  /** Snapshots of later states would tell what is to come. */
  saveSnapshot(): void {}
  snapshotBefore(): null {
    return null;
  }

  toCloudEvent(event: LedgerEvent): Record<string, unknown> {
    return this.#parts.real.toCloudEvent(event);
  }

  hashes(): readonly Uint8Array[] {
    return forbidden("hashes");
  }

  sealed(): Iterable<SealedEvent> {
    return forbidden("sealed");
  }
  integrity(): readonly string[] {
    return [];
  }
  erase(): void {
    forbidden("erase");
  }
  dropBlobs(): void {
    forbidden("dropBlobs");
  }
  async admit(): Promise<readonly LedgerEvent[]> {
    return forbidden("admit");
  }
  expel(): void {
    forbidden("expel");
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#listeners.clear();
  }

  #aside({ subject, branch, type, actor, data, id }: EventDraft): LedgerEvent {
    const place = { oseq: 0, bseq: 0, hlc: 0, row: 0, version: 1, storedVersion: 1 };
    const about = { onbehalfof: null, cause: null, traceparent: null };
    const source = `/${this.tenant}/${this.origin}`;
    const name = id ?? Bun.randomUUIDv7();
    return { ...place, ...about, id: name, source, subject, branch, type, actor, data };
  }
}

function forbidden(what: string): never {
  throw new KernelError("internal", `a replay does not ${what}: it changes nothing`);
}
