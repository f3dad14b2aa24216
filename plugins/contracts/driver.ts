import type { ConsultReason } from "../../kernel/decide.ts";
import type { AccountState } from "../../kernel/fold/account.ts";
import type { RunState } from "../../kernel/fold/run-state.ts";
import type { JsonObject } from "../../kernel/json.ts";
import type { ToolDefinition } from "../../kernel/ports/tools.ts";
import type { Reasons } from "./decisions.ts";

/** What led to a plan: enough to say why it is this one. */
export interface Ground {
  /** `skill`, `file`, `model`, `caller`, … */
  readonly kind: string;
  readonly name: string;
  /** SHA-256 of the definition the plan was made from. */
  readonly hash: string;
  /** Values the plan took from the goal. */
  readonly slots: JsonObject;
}

export interface Proposal {
  /** As a plan file would have it; checked before it is accepted. */
  readonly plan: JsonObject;
  readonly ground: Ground;
  /** Why it is this one; absent when nobody here decided: a person gave it. */
  readonly reasons?: Reasons;
}

export interface GoalRequest {
  readonly goal: string;
  readonly dir: string;
  readonly access: "read" | "write";
  /** Unix milliseconds when the goal was given. */
  readonly at: number;
  readonly tools: readonly ToolDefinition[];
  /** What the caller asked of the driver, such as a model. */
  readonly options: JsonObject;
}

export type Next =
  | { readonly kind: "plan"; readonly proposal: Proposal }
  | {
      readonly kind: "finish";
      readonly missing: readonly string[];
      /** The budget does not allow what the driver would have to do. */
      readonly isSpent?: boolean;
      /** Why there is no way on; absent when the plan is simply used up. */
      readonly reasons?: Reasons;
    };

/** Decides what comes next in a run of its kind; the only place that may call a model. Pinned in `run.started`. */
export interface Driver {
  readonly name: string;
  /** SHA-256 of the driver's definition. */
  readonly hash: string;
  /**
   * The first plan, before the run is on record. Null: ask again inside the run. Throws `no_plan` when nothing covers
   * the goal and `usage` when a definition it needs is broken.
   */
  first(request: GoalRequest): Promise<Proposal | null>;
  /** Aborted when the run is over or comes to rest: what it answers then is nobody's. */
  next(
    reason: ConsultReason,
    state: RunState,
    account: AccountState,
    signal: AbortSignal,
  ): Promise<Next>;
}
