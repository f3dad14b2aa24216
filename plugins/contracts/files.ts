import type { Capture } from "../../kernel/ports/workspace.ts";

/** A folder as it was captured: what nobody looked at (ignored folders) is not in it. */
export interface FileTree {
  readonly dir: string;
  /** By path, in code unit order; nothing in it is absent. */
  readonly entries: ReadonlyMap<string, Capture>;
  /** SHA-256 over the canonical list of entries: equal trees have equal ones. */
  readonly digest: string;
}

/** What the calls of a run made of one path, all in all. */
export interface FileChange {
  readonly path: string;
  readonly before: Capture;
  readonly after: Capture;
  /** The steps that had a hand in it. */
  readonly steps: readonly string[];
}

/** One path to be brought from what we believe is there to what is wanted. */
export interface RestoreItem {
  readonly from: Capture;
  readonly to: Capture;
}

export type RestoreAction = "write" | "delete" | "mkdir" | "rmdir" | "link" | "chmod" | "none";

export interface PlannedItem extends RestoreItem {
  readonly path: string;
  /** What is there now. */
  readonly now: Capture;
  readonly action: RestoreAction;
  /** Somebody has changed it since: in words; null: it is as we left it. */
  readonly conflict: string | null;
  /** It cannot be given back: in words (its content was not kept); null: it can. */
  readonly impossible: string | null;
}

export interface RestorePlan {
  readonly dir: string;
  readonly items: readonly PlannedItem[];
}

/** `skip` leaves a file in conflict alone, `both` puts the restored one beside it, `force` overwrites (and keeps) it. */
export type OnConflict = "skip" | "both" | "force";

export interface RestoreOrder {
  /** Why it is done: `undo`, `rewind`. */
  readonly kind: string;
  /** What it takes back or goes back to: `run/ID`, `operation/ID`, `run/ID@N`. */
  readonly of: string;
  readonly actor: string;
  readonly onConflict: OnConflict;
}

export interface Restored {
  /** Name of the operation: it can be undone by that. */
  readonly operation: string;
  /** Paths that are now as wanted, and were not. */
  readonly restored: readonly string[];
  /** Paths left alone, each with the reason. */
  readonly skipped: readonly { readonly path: string; readonly reason: string }[];
  /** With `both`: the new names. */
  readonly beside: readonly { readonly path: string; readonly name: string }[];
}

/** A restore that is on record as complete (`workspace.restored` on the tenant's stream). */
export interface Operation {
  readonly operation: string;
  readonly kind: string;
  readonly of: string;
  readonly dir: string;
  /** `from` is what was there before it, `to` what it made of it. */
  readonly items: readonly RestoreItem[];
  /** Local row of its last event. */
  readonly row: number;
}

/** Files of the past. The port `files`. */
export interface Files {
  /** The folder as captured up to event `at` (default: the last) of a branch. */
  at(branch: string, at?: number): FileTree;
  /** What the run's own calls changed in the events after `from` and up to `to`, net: a path that is as before is left out. */
  changes(branch: string, from: number, to?: number): readonly FileChange[];
  /**
   * What a run and the runs that its steps began have changed, all in all and in the order of the record, on whichever
   * of their branches. A fork that a person made is a run of its own. `afterRow`: only what came after that local row.
   */
  made(run: string, afterRow?: number): readonly FileChange[];
  /** The folder as it is now. */
  now(dir: string): Promise<FileTree>;
  /** Null: it was never kept, or it was released or erased. */
  content(sha256: string): Uint8Array | null;
  /** Compares what is wanted with what is there; changes nothing. */
  plan(dir: string, items: readonly RestoreItem[]): RestorePlan;
  /** All or nothing over the items that may be done; on record before and after, completed at the next start if the kernel dies. */
  restore(plan: RestorePlan, order: RestoreOrder): Promise<Restored>;
  /** Restores on record, oldest first. */
  operations(): readonly Operation[];
}
