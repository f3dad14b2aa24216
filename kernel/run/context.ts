import type { AccountState } from "../fold/account.ts";
import type { ExtensionReducers } from "../fold/run.ts";
import type { RunState } from "../fold/run-state.ts";
import type { Ledger } from "../ledger/port.ts";
import type { Clock } from "../ports/clock.ts";
import type { Ids } from "../ports/ids.ts";
import type { Ports } from "../ports/index.ts";
import type { ToolDefinition } from "../ports/tools.ts";
import type { Holder, InFlight, Limits, Reflex } from "../reflex/reflex.ts";
import type { Draft } from "./draft.ts";

/** All that a run reaches the world through. */
export interface Services extends Ports {
  readonly performers: ReadonlyMap<string, Performer>;
  readonly reflexes: readonly Reflex[];
  readonly extensions: ExtensionReducers;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly ids: Ids;
  /** Milliseconds a tool call may take before it is cancelled and abandoned. */
  readonly callTimeout: number;
  limits(dir: string): Limits;
  /** Calls of all runs that are allowed, and whose intents are on their way into the ledger. */
  readonly inFlight: Set<InFlight>;
  /** Effects that are under way or in doubt, of all runs. */
  held(): readonly Holder[];
  provided<T>(kind: string): ReadonlyMap<string, T>;
}

/** One run as its plan sees it. */
export interface RunView {
  readonly branch: string;
  readonly ledger: Ledger;
  /** By `server__tool`. */
  readonly tools: ReadonlyMap<string, ToolDefinition>;
  state(): RunState;
}

/** One run, to whoever performs a command of it. */
export interface RunContext extends RunView {
  readonly services: Services;
  readonly draft: Draft;
  account(): AccountState;
  /** It is coming to rest: nothing new is begun. */
  isPausing(): boolean;
}

/** Performs one kind of command, of a step or (`about`) for a reason, and appends what came of it. */
export type Performer = (
  context: RunContext,
  about: string,
  signal: AbortSignal,
) => Promise<unknown>;
