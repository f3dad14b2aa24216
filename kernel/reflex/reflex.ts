import type { AccountState } from "../fold/account.ts";
import type { RunState } from "../fold/run-state.ts";
import type { JsonObject, JsonSchema } from "../json.ts";
import type { EffectClass } from "../ports/tools.ts";

/** What a call will take of a run's budget and of its grants. Zero where it takes nothing. */
export interface Wanted {
  readonly run: string;
  readonly steps: number;
  readonly modelCalls: number;
  readonly tokens: number;
  readonly usd: number;
}

/** An effect that is under way or in doubt, of whatever run, and the paths that nobody else may change. */
export interface Holder {
  readonly run: string;
  readonly dir: string;
  readonly paths: readonly string[];
}

/** A call that is allowed and not yet in the account. */
export interface InFlight extends Wanted, Holder {
  readonly grant: string | null;
  readonly key: string;
}

/** What this home and a run's folder set for every call. */
export interface Limits {
  /** `server__tool`, `*` for any text: forbidden, and if there are any, the only ones allowed. */
  readonly deny: readonly string[];
  readonly allow: readonly string[];
  /** Of one server; null: as many as there are. */
  readonly callsPerMinute: number | null;
}

/** A call that is about to be made, its arguments resolved. */
export interface PendingCall {
  readonly step: string;
  readonly server: string;
  readonly tool: string;
  readonly args: JsonObject;
  readonly effect: EffectClass;
  /** SHA-256 of tool and arguments. */
  readonly content: string;
  /** Effect id of a call that is made again; "": it is made for the first time. */
  readonly key: string;
  readonly paths: readonly string[];
  /** What stands at its paths is kept. */
  readonly undoable: boolean;
  /** Why only a grant will do that was given in view of this very call, as sentences. */
  readonly risks: readonly string[];
  /** Hash of the tool's definition. */
  readonly definition: string;
  /** Unix milliseconds. */
  readonly now: number;
  readonly inFlight: readonly InFlight[];
  readonly held: readonly Holder[];
  /** Calls of its server in the last minute. */
  readonly recent: number;
  readonly limits: Limits;
  /** Does an argument pattern cover the arguments? */
  fits(schema: JsonSchema): boolean;
}

export interface Veto {
  readonly rule: string;
  /** `error` ends the step, `budget` the run; `ask` asks a person; `wait`: not yet. */
  readonly fault: "error" | "budget" | "ask" | "wait";
  readonly reason: string;
}

/** A rule without a model and without waiting, at most 1 ms: it may forbid a call. Pure. */
export type Reflex = (call: PendingCall, state: RunState, account: AccountState) => Veto | null;
