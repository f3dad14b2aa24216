import type { Expectation } from "../../kernel/expectation.ts";
import type { PlanState } from "../../kernel/fold/run-state.ts";
import type { JsonObject, JsonValue } from "../../kernel/json.ts";
import type { Action, PinnedTool, Plan } from "../../kernel/plan.ts";
import type { EventDraft } from "../../kernel/event.ts";
import type { Draft } from "../../kernel/run/draft.ts";
import type { Proposal } from "./driver.ts";
import type { RunView } from "../../kernel/run/context.ts";
import type { Payload } from "../../kernel/vocabulary.ts";
import type { ToolDefinition } from "../../kernel/ports/tools.ts";

export interface CheckedPlan {
  readonly plan: Plan;
  readonly tools: Readonly<Record<string, PinnedTool>>;
  /** What a reader should know, such as an expectation that accepts anything and counts as none. */
  readonly notes: readonly string[];
}

/** A call with its arguments resolved and checked against the tool's schema. */
export interface PreparedCall {
  readonly tool: ToolDefinition;
  readonly args: JsonObject;
  /** Paths in the run's directory that the call touches. */
  readonly paths: readonly string[];
  /** SHA-256 of tool and arguments: calls that are the same have the same. */
  readonly content: string;
  /** Arguments that come from what is not to be trusted with an effect. */
  readonly tainted: readonly string[];
  /** What stands in the intent: the arguments, or for long ones what they were written as, and their hash. */
  readonly recorded: { readonly args: JsonObject; readonly argshash: string | null };
  /** The step's own expectations and those the tool declares. */
  readonly expect: readonly Expectation[];
}

export interface RunAnswer {
  readonly answer: string;
  readonly proof: string;
  readonly citations: Payload<"run.finished">["citations"];
  readonly missing: readonly string[];
}

/** The language of plans: what is well formed, what references stand for, what an answer is made of. */
export interface Plans {
  /** The event that makes a checked plan the one that a run goes by. */
  accepted(draft: Draft, proposal: Proposal, checked: CheckedPlan): EventDraft;
  /** Throws `usage` with the place and the mend. */
  check(input: unknown, tools: readonly ToolDefinition[], access: "read" | "write"): CheckedPlan;
  /** A text: why the call cannot be made. */
  prepare(context: RunView, step: string): PreparedCall | string;
  /** What a step that is no tool call does, references resolved; a text: why it cannot be done. */
  action(context: RunView, step: string): Action | string;
  /** Does what a step that is no tool call does come, in part, from what is not to be trusted? */
  isTainted(context: RunView, step: string): boolean;
  /** The list that a step fans out over; a text: why there is none. */
  elements(context: RunView, step: string): readonly JsonValue[] | string;
  /** Expectations of the goal (`null`) or of a step that is no tool call; a text: why they cannot be judged. */
  expectations(context: RunView, step: string | null): readonly Expectation[] | string;
  learn(context: RunView, step: string, view: JsonValue): Readonly<Record<string, JsonValue>>;
  answer(context: RunView): RunAnswer;
  /** As sentences: effects that nothing has checked, and what a plan owes and the next one has given up. */
  unproved(plan: PlanState, next?: Plan): readonly string[];
}
