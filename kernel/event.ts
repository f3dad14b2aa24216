import type { JsonObject, JsonValue } from "./json.ts";

/** What a writer hands to the ledger; the ledger adds identity, order and hashes. */
export interface EventDraft {
  /** UUIDv7 that another event of the same append refers to; without it the ledger gives one. */
  readonly id?: string;
  /** The stream: `run/…`, `server/…`, `tenant/…`, `agent/…`, `workflow/…`. */
  readonly subject: string;
  /** Globally unique; a run's first branch carries the run's id. */
  readonly branch: string;
  /** `noun.verb`, past tense. */
  readonly type: string;
  readonly data: JsonObject;
  /** Who acted: `kernel`, `person`, `driver/goal`, `client/…`. */
  readonly actor: string;
  readonly onbehalfof?: string;
  /** Id of the event that led to this one. */
  readonly cause?: string;
  /** W3C trace context that came in from outside. */
  readonly traceparent?: string;
}

/** An event as it is in the ledger. `data` is null when the payload was erased. */
export interface LedgerEvent extends Pick<EventDraft, "subject" | "branch" | "type" | "actor"> {
  /** UUIDv7. */
  readonly id: string;
  /** `/tenant/origin`. */
  readonly source: string;
  /** Version of the type's schema after upcasting; `storedVersion` is the one that was hashed. */
  readonly version: number;
  readonly storedVersion: number;
  /** Place in the origin's chain, from 1. */
  readonly oseq: number;
  /** Hybrid logical clock: Unix milliseconds × 4096 + counter. */
  readonly hlc: number;
  /** Place in the branch, from 1; a fork goes on counting where it left its parent. */
  readonly bseq: number;
  readonly onbehalfof: string | null;
  readonly cause: string | null;
  readonly traceparent: string | null;
  readonly data: JsonObject | null;
  /** Local cursor; appears in no hash, payload, URL or citation. */
  readonly row: number;
}

/** The parts of an event that a fold may use. */
export type FoldEvent = Pick<
  LedgerEvent,
  "id" | "type" | "version" | "data" | "hlc" | "branch" | "bseq" | "actor"
>;

export function timeOf(hlc: number): string {
  return new Date(Math.floor(hlc / 4096)).toISOString();
}

export function millisecondsOf(hlc: number): number {
  return Math.floor(hlc / 4096);
}

export function text(value: JsonValue | undefined, fallback = ""): string {
  return typeof value === "string" ? value : fallback;
}
