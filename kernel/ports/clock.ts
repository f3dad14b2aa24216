/** Wall time and timers. Tests and replay bring their own; `fold` and `decide` never see it. */
export interface Clock {
  /** Unix milliseconds. */
  now(): number;
  /** Calls back once; returns the way to call it off. */
  after(milliseconds: number, callback: () => void): () => void;
}
