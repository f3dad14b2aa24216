import type { EventDraft, FoldEvent, LedgerEvent } from "../event.ts";
import type { Envelope } from "./envelope.ts";

export interface BranchRow {
  readonly id: string;
  readonly subject: string;
  /** The first run of the tree this branch belongs to: what the account fold spans. */
  readonly root: string;
  readonly parent: string | null;
  /** Events of the parent that this branch shares: its own start at `at + 1`. */
  readonly at: number;
  /** Number of its last event, the shared ones included. */
  readonly length: number;
  readonly ownerOrigin: string | null;
  readonly ownerEpoch: number | null;
}

export interface NewBranch {
  readonly id: string;
  readonly subject: string;
  readonly root: string;
  readonly parent?: { readonly branch: string; readonly at: number };
}

export interface EventQuery {
  readonly afterRow?: number;
  readonly subject?: string;
  readonly types?: readonly string[];
  readonly limit?: number;
  readonly newestFirst?: boolean;
}

export interface FollowQuery {
  readonly afterRow: number;
  readonly subject?: string;
  readonly signal: AbortSignal;
}

export interface BranchFilter {
  readonly root?: string;
  readonly subjectPrefix?: string;
}

export interface BranchRange {
  /** First number wanted, default 1. */
  readonly from?: number;
  /** Last number wanted, default the last there is. */
  readonly to?: number;
  readonly types?: readonly string[];
}

/** An event as its hash covers it, with all that is needed to check it. */
export interface SealedEvent extends Envelope {
  readonly row: number;
  readonly hash: Uint8Array;
  readonly salt: Uint8Array | null;
  /** Canonical JSON; null when it was erased, and when it is missing or cannot be read. */
  readonly payload: string | null;
  readonly erased: boolean;
}

export interface SealedFilter {
  /** `/tenant/origin`. */
  readonly origin?: string;
  /** Only the events of this run tree. */
  readonly root?: string;
  readonly afterOseq?: number;
  readonly upTo?: number;
}

/** Events of run trees as they were sealed elsewhere. Whoever brings them has checked them. */
export interface Admission {
  readonly events: Iterable<SealedEvent>;
  /** Parents first; of a branch that is there already only the owner is taken over. */
  readonly branches: readonly BranchRow[];
  /** The events were here before and get their cursors again. */
  readonly keepsRows: boolean;
  /** What is appended along with them; at least one. */
  readonly notes: readonly EventDraft[];
}

export interface LedgerSnapshot {
  readonly at: number;
  readonly state: string;
}

/** The append-only record. One writer; every implementation passes `kernel/ledger/conformance.test.ts`. */
export interface Ledger {
  readonly tenant: string;
  readonly origin: string;
  /** Grows with every opening for writing; fences writers that were opened before. */
  readonly epoch: number;

  /**
   * Resolves when the events are committed (barrier events: on disk); rejects with nothing written.
   * Events of one call are one transaction and stand side by side in the chain.
   */
  append(
    drafts: readonly EventDraft[],
    branches?: readonly NewBranch[],
  ): Promise<readonly LedgerEvent[]>;

  get(id: string): LedgerEvent | null;
  branch(id: string): BranchRow | null;
  branches(filter?: BranchFilter): readonly BranchRow[];
  /** In (branch, bseq) order through all parents. */
  readBranch(branch: string, range?: BranchRange): Iterable<LedgerEvent>;
  /** The same for a fold, which needs less of an event: the fast way through many. */
  foldBranch(branch: string, range: BranchRange, visit: (event: FoldEvent) => void): void;
  /** In row order. */
  query(query: EventQuery): Iterable<LedgerEvent>;
  /** All branches of a run tree in (hlc, origin, oseq) order: what the account fold reads. */
  readTree(root: string, types?: readonly string[], afterRow?: number): Iterable<LedgerEvent>;
  lastRow(): number;

  /** Everything after a cursor, then live, with none left out and none twice; ends when `signal` aborts. */
  follow(query: FollowQuery): AsyncIterable<LedgerEvent>;
  /** Called after each commit, in order. Returns the way out. */
  onCommit(listener: (events: readonly LedgerEvent[]) => void): () => void;

  putBlob(bytes: Uint8Array): string;
  getBlob(hash: string): Uint8Array | null;
  /** Forgets blobs; one that is the payload of an event stays. */
  dropBlobs(hashes: readonly string[]): void;

  saveSnapshot(branch: string, at: number, reducer: string, state: string): void;
  snapshotBefore(branch: string, at: number, reducer: string): LedgerSnapshot | null;

  /**
   * Removes payloads and their salts for good, from the bytes of the file too; the chain stays valid. The file is
   * written anew for that, so erase many events in one call.
   */
  erase(...ids: readonly string[]): void;
  /** CloudEvents 1.0 JSON, the form that leaves the machine. */
  toCloudEvent(event: LedgerEvent): Record<string, unknown>;
  /** In (origin, oseq) order. */
  sealed(filter?: SealedFilter): Iterable<SealedEvent>;
  /** Of the chain of an origin, in its order; fewer where events are missing. */
  hashes(origin: string, afterOseq: number, upTo: number): readonly Uint8Array[];
  /** Takes in what was sealed before, with its notes, in one transaction that is on disk after it. */
  admit(admission: Admission): Promise<readonly LedgerEvent[]>;
  /** Lets a run tree go that is kept elsewhere. Its chain must have gone on since. */
  expel(root: string): void;
  /** What is wrong with the file itself; empty: nothing. */
  integrity(): readonly string[];
  close(): Promise<void>;
}
