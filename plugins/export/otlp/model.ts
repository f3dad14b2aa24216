import type { LedgerEvent } from "../../../kernel/event.ts";

/** A value as OpenTelemetry has it. */
export type Attribute = string | number | boolean | readonly string[];
export type Attributes = Readonly<Record<string, Attribute>>;

/** What a projection reads of an event. */
export type TracedEvent = Pick<
  LedgerEvent,
  | "id"
  | "type"
  | "data"
  | "hlc"
  | "branch"
  | "bseq"
  | "oseq"
  | "source"
  | "subject"
  | "actor"
  | "traceparent"
>;

export interface SpanContext {
  /** 32 hex digits. */
  readonly traceId: string;
  /** 16 hex digits. */
  readonly spanId: string;
}

/** What kind of work a span is, and how it is described. */
export interface Description {
  readonly name: string;
  readonly kind: SpanKind;
  readonly attributes: Attributes;
}

export interface Span extends Description, SpanContext {
  readonly parent: { readonly spanId: string; readonly isRemote: boolean } | null;
  /** Unix nanoseconds. */
  readonly start: bigint;
  readonly end: bigint;
  /** How it failed: `error.type`; null: it did not. */
  readonly error: string | null;
  /** Words about the failure; only when contents are wanted. */
  readonly message: string | null;
  readonly links: readonly SpanContext[];
}

export interface Log {
  readonly time: bigint;
  readonly name: string;
  readonly severity: Severity;
  readonly attributes: Attributes;
  /** The payload as canonical text; only when contents are wanted. */
  readonly body: string | null;
  readonly context: SpanContext | null;
}

/** As in OTLP. */
export const SpanKind = { internal: 1, client: 3 } as const;
export type SpanKind = (typeof SpanKind)[keyof typeof SpanKind];

export const Severity = { info: 9, warn: 13, error: 17 } as const;
export type Severity = (typeof Severity)[keyof typeof Severity];
