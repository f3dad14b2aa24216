import type { Budget } from "../../kernel/fold/account.ts";
import type { RunRequest } from "./lifecycle.ts";

/**
 * Bounds what runs are granted together that somebody begins who may only take so much. Provided as `run-shares`; each
 * run that is begun from outside passes by all of them.
 */
export interface RunShares {
  /** Throws `budget` when nothing is left. */
  grant(request: Pick<RunRequest, "actor" | "budget" | "share">): Promise<GrantedShare>;
}

export interface GrantedShare {
  readonly budget: Budget;
  /** The run is on record, where its budget can be read, or it will not begin. */
  release(): void;
}
