import type { EventDraft, FoldEvent, LedgerEvent } from "../../kernel/event.ts";
import type {
  BranchRow,
  EventQuery,
  EventTypes,
  Ledger,
  NewBranch,
  SealedEvent,
  SealedFilter,
} from "../../kernel/ledger/index.ts";
import type {
  Admission,
  BranchFilter,
  BranchRange,
  FollowQuery,
  LedgerSnapshot,
} from "../../kernel/ledger/port.ts";
import type { Archive } from "./archive.ts";
import type { ArchiveReader } from "./archive-reader.ts";
import { byOrigin } from "./by-origin.ts";
import { changedSegments } from "./changed-segments.ts";
import { tenantDraft } from "./event-types.ts";
import { missingSegments } from "./missing-segments.ts";
import { merged } from "./merge.ts";
import { unreadable } from "./unreadable.ts";
import { cloudEventOf } from "./unsealed.ts";

/** An open archive and the questions it answers. */
export interface OpenArchive {
  readonly archive: Archive;
  readonly reader: ArchiveReader;
}

const FOLLOW_PAGE = 500;

/**
 * A ledger of which finished run trees may lie in an archive: who reads it does not see the difference. What is written
 * goes to the ledger inside; a tree that is written to again comes back there first.
 */
export class ArchivedLedger implements Ledger {
  readonly inner: Ledger;
  readonly types: EventTypes;
  /** Folder of the tenant. */
  readonly dir: string;
  readonly #returning = new Map<string, Promise<void>>();
  #open: OpenArchive | null;

  constructor(inner: Ledger, parts: { dir: string; types: EventTypes }, open: OpenArchive | null) {
    this.inner = inner;
    this.dir = parts.dir;
    this.types = parts.types;
    this.#open = open;
  }

  /** Null as long as nothing was archived. */
  get archive(): Archive | null {
    return this.#open?.archive ?? null;
  }

  attach(open: OpenArchive): void {
    this.#open = open;
  }

  get tenant(): string {
    return this.inner.tenant;
  }

  get origin(): string {
    return this.inner.origin;
  }

  get epoch(): number {
    return this.inner.epoch;
  }

  append(
    drafts: readonly EventDraft[],
    branches: readonly NewBranch[] = [],
  ): Promise<readonly LedgerEvent[]> {
    const parents = branches.flatMap(({ id, root, parent }) => [id, root, parent?.branch ?? id]);
    const back = this.#bringBack([...drafts.map(({ branch }) => branch), ...parents]);
    // Without a turn in between: appends of one turn share a commit.
    return back === null
      ? this.inner.append(drafts, branches)
      : back.then(() => this.inner.append(drafts, branches));
  }

  get(id: string): LedgerEvent | null {
    return this.inner.get(id) ?? this.#open?.reader.get(id) ?? null;
  }

  branch(id: string): BranchRow | null {
    return this.archive?.branch(id) ?? this.inner.branch(id);
  }

  branches(filter: BranchFilter = {}): readonly BranchRow[] {
    const archived = this.archive?.branches(filter.root) ?? [];
    const prefix = filter.subjectPrefix ?? "";
    const own = this.inner.branches(filter);
    return [...archived.filter(({ subject }) => subject.startsWith(prefix)), ...own];
  }

  readBranch(branch: string, range: BranchRange = {}): Iterable<LedgerEvent> {
    return this.#open?.reader.readBranch(branch, range) ?? this.inner.readBranch(branch, range);
  }

  foldBranch(branch: string, range: BranchRange, visit: (event: FoldEvent) => void): void {
    if (this.#open?.reader.foldBranch(branch, range, visit)) return;
    this.inner.foldBranch(branch, range, visit);
  }

  *query(query: EventQuery): Iterable<LedgerEvent> {
    const reader = this.#open?.reader;
    if (!reader) {
      yield* this.inner.query(query);
      return;
    }
    const sign = query.newestFirst ? -1 : 1;
    let left = query.limit ?? Infinity;
    const all = merged(this.inner.query(query), reader.query(query), ({ row }) => sign * row);
    if (left <= 0) return;
    for (const event of all) {
      yield event;
      left -= 1;
      if (left <= 0) return;
    }
  }

  readTree(root: string, types?: readonly string[], afterRow?: number): Iterable<LedgerEvent> {
    const archived = this.#open?.reader.readTree(root, types, afterRow);
    return archived ?? this.inner.readTree(root, types, afterRow);
  }

  /** What comes after an archived event is always in the ledger, for it was archived later. */
  lastRow(): number {
    return this.inner.lastRow();
  }

  async *follow(query: FollowQuery): AsyncIterable<LedgerEvent> {
    const { signal } = query;
    let cursor = query.afterRow;
    let wake = () => {};
    const stop = this.onCommit(() => wake());
    const onAbort = () => wake();
    signal.addEventListener("abort", onAbort);
    try {
      while (!signal.aborted) {
        // Listening starts before reading, so a commit in between wakes the next round at once.
        const woken = new Promise<void>((resolve) => (wake = resolve));
        // A page is read at once: before the next one runs may go to the archive or come back.
        const page = [...this.query({ ...query, afterRow: cursor, limit: FOLLOW_PAGE })];
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

  onCommit(listener: (events: readonly LedgerEvent[]) => void): () => void {
    return this.inner.onCommit(listener);
  }

  putBlob(bytes: Uint8Array): string {
    return this.inner.putBlob(bytes);
  }

  getBlob(hash: string): Uint8Array | null {
    return this.inner.getBlob(hash) ?? this.archive?.blob(hash) ?? null;
  }

  dropBlobs(hashes: readonly string[]): void {
    this.inner.dropBlobs(hashes);
  }

  /** An archived run is over: its states are folded from what was decoded. */
  saveSnapshot(branch: string, at: number, reducer: string, state: string): void {
    if (this.archive?.branch(branch)) return;
    this.inner.saveSnapshot(branch, at, reducer, state);
  }

  snapshotBefore(branch: string, at: number, reducer: string): LedgerSnapshot | null {
    return this.inner.snapshotBefore(branch, at, reducer);
  }

  erase(...ids: readonly string[]): void {
    const rewritten = this.archive?.erase(new Set(ids)) ?? 0;
    const own = ids.filter((id) => this.inner.get(id) !== null);
    if (own.length > 0 || rewritten === 0) this.inner.erase(...own);
  }

  toCloudEvent(event: LedgerEvent): Record<string, unknown> {
    const root = this.archive?.rootOf(event.branch) ?? null;
    if (root === null) return this.inner.toCloudEvent(event);
    const sealed = this.archive?.tree(root)?.get(event.id);
    return sealed ? cloudEventOf(sealed) : this.inner.toCloudEvent(event);
  }

  hashes(origin: string, afterOseq: number, upTo: number): readonly Uint8Array[] {
    const here = this.inner.hashes(origin, afterOseq, upTo);
    if (!this.archive || here.length === upTo - afterOseq) return here;
    const all = this.archive.hashes(origin, afterOseq, upTo);
    for (const { oseq, hash } of this.inner.sealed({ origin, afterOseq, upTo }))
      all.set(oseq, hash);
    return [...all].toSorted(([a], [b]) => a - b).map(([, hash]) => hash);
  }

  *sealed(filter: SealedFilter = {}): Iterable<SealedEvent> {
    const open = this.#open;
    if (!open) {
      yield* this.inner.sealed(filter);
      return;
    }
    const waiting = open.archive.sources();
    if (filter.origin !== undefined)
      for (const source of waiting) if (source !== filter.origin) waiting.delete(source);
    const own = byOrigin(this.inner.sealed(filter));
    for (const [origin, events] of own) {
      waiting.delete(origin);
      yield* merged(events, open.reader.sealed(origin, filter), ({ oseq }) => oseq);
    }
    for (const origin of waiting) yield* open.reader.sealed(origin, filter);
  }

  async admit(admission: Admission): Promise<readonly LedgerEvent[]> {
    const near = admission.branches.flatMap(({ id, root, parent }) => [id, root, parent ?? id]);
    await this.#bringBack(near);
    return this.inner.admit(admission);
  }

  expel(root: string): void {
    this.inner.expel(root);
  }

  integrity(): readonly string[] {
    return [...this.inner.integrity(), ...missingSegments(this), ...changedSegments(this)];
  }

  async close(): Promise<void> {
    await this.inner.close();
    this.archive?.close();
  }

  /** Archived trees that somebody goes on with or forks are taken into the ledger again, as they were. */
  #bringBack(branches: readonly string[]): Promise<unknown> | null {
    const { archive } = this;
    if (!archive) return null;
    const roots = new Set(branches.map((branch) => archive.rootOf(branch)));
    const back = [...roots].flatMap((root) => {
      if (root === null) return [];
      const known = this.#returning.get(root);
      const returning = known ?? this.#return(archive, root);
      if (!known) {
        this.#returning.set(root, returning);
        const done = () => void this.#returning.delete(root);
        returning.then(done, done);
      }
      return [returning];
    });
    return back.length === 0 ? null : Promise.all(back);
  }

  async #return(archive: Archive, root: string): Promise<void> {
    const tree = archive.tree(root);
    if (!tree) throw unreadable(root);
    const all = tree.events;
    const [segment = ""] = archive.segmentsOf(root).slice(-1);
    // Within the transaction: nobody sees the tree twice, or not at all.
    function* events(): Iterable<SealedEvent> {
      yield* all;
      archive.hide(root);
    }
    const branches = [...tree.branches.values()];
    const notes = [tenantDraft(this, "archive.returned", { root, segment })];
    try {
      await this.inner.admit({ events: events(), branches, keepsRows: true, notes });
    } catch (error) {
      archive.serve(root);
      throw error;
    }
  }
}
