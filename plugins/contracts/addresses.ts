import type { LedgerEvent } from "../../kernel/event.ts";

/** What an address means: `RUN`, `RUN@N`, `RUN@STEP`, each also with `.K` after the run (its K-th branch) or `:PATH`. */
export interface Place {
  readonly run: string;
  readonly label: string;
  /** The branch the run is on, unless the address names another. */
  readonly branch: string;
  /** The branch the run is on. */
  readonly head: string;
  /** Number of the event on that branch: the last one unless the address says which. */
  readonly at: number;
  /** Number of the last event of that branch. */
  readonly length: number;
  readonly event: LedgerEvent;
  /** The step that the address names; null: it names none. */
  readonly step: string | null;
  /** What follows the colon; null: there is none. */
  readonly path: string | null;
}

/** How runs and moments are named. Provided as `addresses`, named `runs`. */
export interface Addresses {
  /** Throws `not_found` and `usage` with words for people. */
  place(address: string): Place;
  /** The run behind `@`, an id, or the beginning of one. */
  run(name: string): string;
  /** The shortest name of a run that no other shares. */
  label(run: string): string;
  /** `running`, `waiting` (for a person, also below it), `interrupted`, `halted`, `finished` or `elsewhere` (another device's). */
  standing(run: string): string;
  /** All runs, oldest first, without removed ones. */
  runs(): readonly string[];
}
