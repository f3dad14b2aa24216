import type { EventDraft } from "../../kernel/event.ts";
import type { Budget } from "../../kernel/fold/account.ts";
import type { JsonObject } from "../../kernel/json.ts";
import type { ToolDefinition } from "../../kernel/ports/tools.ts";
import type { Payload } from "../../kernel/vocabulary.ts";
import type { Driver, Proposal } from "./driver.ts";
import type { CheckedPlan } from "./plans.ts";

type Started = Payload<"run.started">;

export type GivenGrants = readonly Pick<Payload<"grant.given">, "allows" | "ground" | "expires">[];

/** A run that somebody asks for: a person, a program, another agent, or a step of another run. */
export interface RunRequest {
  /** An id that is on record already, such as a child's in its parent's step. */
  readonly run?: string | undefined;
  readonly goal: string;
  readonly dir: string;
  readonly access: Started["access"];
  readonly driver: string;
  /** For the driver; pinned with it. */
  readonly options?: JsonObject | undefined;
  readonly plan?: JsonObject | undefined;
  readonly budget: Budget;
  /** What it takes at most of what somebody may take only so much of; absent: whatever is left of that. */
  readonly share?: Budget | undefined;
  /** Data for the goal, never instructions. */
  readonly input?: string | undefined;
  readonly actor: string;
  readonly parent?:
    | { readonly place: NonNullable<Started["parent"]>; readonly root: string }
    | undefined;
  /** Grants that a person gives along with the goal, in view of the tools and of the checked plan. */
  grants(checked: CheckedPlan | null, tools: readonly ToolDefinition[]): GivenGrants;
}

/** What a run would begin with. */
export interface Prepared {
  readonly dir: string;
  readonly tools: readonly ToolDefinition[];
  readonly driver: Driver;
  readonly proposal: Proposal | null;
  readonly checked: CheckedPlan | null;
}

/** Begins runs and takes up those whose kernel is gone. Provided as `lifecycle`. */
export interface Lifecycle {
  /** Throws as `start` does, with nothing on record. */
  prepare(request: RunRequest): Promise<Prepared>;
  /** Checks all that can be known, then puts the run on record and starts it. Throws with the ledger untouched. */
  start(request: RunRequest): Promise<string>;
  /** Takes up a run of this origin that nobody works on any more; a living owner's effects are never touched. */
  resume(run: string): Promise<void>;
  /** Adds events from outside to a run (an answer, a stop), taking it up first if nobody works on it. */
  append(run: string, drafts: readonly EventDraft[]): Promise<void>;
}
