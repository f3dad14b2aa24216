import type { AccountState } from "../fold/account.ts";
import type { RunState } from "../fold/run-state.ts";
import type { JsonObject } from "../json.ts";
import type { EffectClass } from "../ports/tools.ts";

/** A call that is about to be made, its arguments resolved. */
export interface PendingCall {
  readonly step: string;
  readonly tool: string;
  readonly args: JsonObject;
  readonly effect: EffectClass;
  /** Unix milliseconds. */
  readonly now: number;
  /** Other calls of the tree that are allowed and not yet in the account. */
  readonly reserved: number;
}

export interface Veto {
  readonly rule: string;
  /** `error` ends the step, `budget` the run. */
  readonly fault: "error" | "budget";
  readonly reason: string;
}

/** A rule without a model and without waiting, at most 1 ms: it may forbid a call. Pure. */
export type Reflex = (call: PendingCall, state: RunState, account: AccountState) => Veto | null;
