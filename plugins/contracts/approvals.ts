import type { JsonObject, JsonValue } from "../../kernel/json.ts";
import type { PinnedTool, Plan, Step } from "../../kernel/plan.ts";
import type { EffectClass, ToolDefinition } from "../../kernel/ports/tools.ts";
import type { Payload } from "../../kernel/vocabulary.ts";
import type { Ground } from "./driver.ts";

/** One argument of a planned call, or one part of it, and where its value comes from. */
export interface Argument {
  /** `path`, `edits[0].oldText`. */
  readonly argument: string;
  /** As the plan has it: a reference stands for a value that is not known yet. */
  readonly value: JsonValue;
  readonly from: "goal" | "results" | "facts" | "input" | "free" | "default" | "plan";
  /** The same for people: `the goal, characters 18–33`. */
  readonly detail: string;
}

/** What a plan was made from, as far as it says where a value comes from. */
export interface Origin {
  readonly goal: string;
  readonly ground: Pick<Ground, "kind" | "name" | "slots">;
}

/** What a person is asked about: a tool that changes something, and the calls of it. */
export interface PlannedEffect {
  readonly tool: string;
  readonly effect: EffectClass;
  readonly undoable: boolean;
  readonly calls: readonly PlannedCall[];
}

export interface PlannedCall {
  readonly step: string;
  readonly intent: string;
  /** The list that the call is made for each element of. */
  readonly each: string | null;
  /** Paths, people, places: as far as the plan and the tool say them. */
  readonly destinations: readonly string[];
  readonly arguments: readonly ShownArgument[];
}

/** An argument as it is shown: of a long value its head, and how long it is. */
export interface ShownArgument extends Argument {
  /** Characters of the whole value; absent when it is all there. */
  readonly length?: number;
  /** The source that is not to be trusted with an effect; absent when there is none. */
  readonly outside?: string;
}

export type Allowance = Payload<"grant.given">["allows"][number];

/** What a person is shown of a plan, and what a yes to it covers. Provided as `approvals`. */
export interface Approvals {
  /** The effects of a plan, of the tools that are asked about: each with its calls, in the order of the steps. */
  effects(
    plan: Pick<Plan, "steps">,
    asked: Readonly<Record<string, PinnedTool>>,
    tools: ReadonlyMap<string, ToolDefinition>,
    origin: Origin,
  ): readonly PlannedEffect[];
  /** A call with the arguments that it is made with. */
  call(
    step: Step,
    tool: ToolDefinition,
    args: JsonObject,
    origin: Origin,
  ): Pick<PlannedCall, "destinations" | "arguments">;
  /** Each call of the tools that are asked about, as it stands there, for its own step. */
  allows(
    plan: Plan,
    isAsked: (tool: string) => boolean,
    only: Pick<Allowance, "undoable" | "plan"> & {
      readonly tools: Readonly<Record<string, PinnedTool>>;
    },
  ): readonly Allowance[];
}
