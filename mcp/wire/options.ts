import type { Bounds } from "./backlog.ts";
import type { Redact } from "./redaction.ts";
import type { Keep, Released } from "./retention.ts";
import type { Sealed } from "./seal.ts";

export interface WireOptions {
  /** Made with the first message. */
  readonly dir: string;
  /** Asked for each batch; what was not written by then is forgotten when it says no. Default: yes. */
  isOn?(): boolean;
  keep(): Keep;
  redact: Redact;
  /** Awaited before the first redaction: secrets are known from then on. */
  ready?(): Promise<unknown>;
  /** A segment is complete. One that nobody could be told of is told of again by `settle`. */
  onSealed(sealed: Sealed): Promise<void>;
  /** Before segments go. When it rejects they stay. */
  onReleasing(released: Released): Promise<void>;
  /** What a person should know, as a sentence. */
  onTrouble?(sentence: string): void;
  readonly limits?: Partial<Limits>;
}

export interface Limits {
  /** A segment that has reached it is sealed. */
  readonly segmentBytes: number;
  readonly segmentMs: number;
  /** How long messages are gathered. */
  readonly gatherMs: number;
  /** How long others wait for the record at a time. */
  readonly sliceMs: number;
  readonly backlog: Bounds;
}

export const LIMITS: Limits = {
  segmentBytes: 4 * 1024 * 1024,
  segmentMs: 60 * 60 * 1000,
  gatherMs: 100,
  sliceMs: 1,
  backlog: { messages: 20_000, weight: 64 * 1024 * 1024 },
};
