import type { Driver } from "../driver.ts";
import type { AccountState } from "../fold/account.ts";
import type { ExtensionReducers } from "../fold/run.ts";
import type { Ledger } from "../ledger/port.ts";
import type { Clock } from "../ports/clock.ts";
import type { Ids } from "../ports/ids.ts";
import type { Ports } from "../ports/index.ts";
import type { RunView } from "../ports/plans.ts";
import type { Reflex } from "../reflex/reflex.ts";
import type { Draft } from "./draft.ts";

/** All that a run reaches the world through. */
export interface Services extends Ports {
  readonly drivers: ReadonlyMap<string, Driver>;
  readonly performers: ReadonlyMap<string, Performer>;
  readonly reflexes: readonly Reflex[];
  readonly extensions: ExtensionReducers;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly ids: Ids;
  /** Milliseconds a tool call may take before it is cancelled and abandoned. */
  readonly callTimeout: number;
}

/** One run, to whoever performs a command of it. */
export interface RunContext extends RunView {
  readonly services: Services;
  readonly draft: Draft;
  account(): AccountState;
  /** Calls of the whole tree whose intents are on their way into the ledger: spent, and not yet in the account. */
  readonly reserved: Set<string>;
}

/** Performs one kind of command and appends what came of it. */
export type Performer = (
  context: RunContext,
  step: string,
  signal: AbortSignal,
) => Promise<unknown>;
