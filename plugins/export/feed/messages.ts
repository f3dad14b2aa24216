/** Places in the numbers that both threads share: how often something was committed, and whether the reader sleeps. */
export const COUNT = 0;
export const ASLEEP = 1;

/** What the worker is told. */
export type ToWorker =
  | { readonly kind: "begin"; readonly path: string; readonly commits: Int32Array }
  | {
      readonly kind: "open";
      readonly id: number;
      readonly after: number;
      readonly subject: string | null;
      readonly types: readonly string[] | null;
    }
  | { readonly kind: "pull"; readonly id: number }
  | { readonly kind: "close"; readonly id: number }
  | ({ readonly kind: "push" } & PushOrder);

/** What the worker tells. */
export type FromWorker =
  | {
      readonly kind: "lines";
      readonly id: number;
      readonly bytes: Uint8Array;
      readonly cursor: number;
    }
  | { readonly kind: "failed"; readonly id: number; readonly message: string }
  | { readonly kind: "note"; readonly message: string };

export interface PushOrder {
  /** Where the collector is; `/v1/traces` and `/v1/logs` are added. */
  readonly endpoint: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly content: boolean;
  readonly logs: boolean;
  /** Milliseconds in which events are gathered; the first pause after a failure. */
  readonly pauseMs: number;
  /** Where a collector that was just named begins: it is told what happens from now on. */
  readonly from: number;
  /** Where the place in the record is kept between two starts. */
  readonly cursorFile: string;
  readonly version: string;
  readonly instance: string;
}
