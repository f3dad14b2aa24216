import type { Expectation } from "./expectation.ts";
import type { Budget } from "./fold/account.ts";
import type { JsonObject, JsonSchema } from "./json.ts";
import type { EffectClass } from "./ports/tools.ts";

export interface ToolAction {
  readonly server: string;
  readonly name: string;
  /** Strings that are references (`$step.path`) stand for earlier values. */
  readonly args: JsonObject;
}

export interface AskAction {
  readonly question: string;
  readonly schema: JsonSchema;
  readonly to: string;
  /** RFC 3339. */
  readonly expires?: string | undefined;
}

export interface RunAction {
  readonly goal: string;
  readonly plan?: JsonObject | undefined;
  /** Without it, an equal part of what is left. */
  readonly budget?: Partial<Budget> | undefined;
}

export type Action =
  | { readonly tool: ToolAction }
  | { readonly run: RunAction }
  | { readonly ask: AskAction }
  | { readonly wait: JsonObject };

export interface Step {
  readonly id: string;
  readonly intent: string;
  readonly do: Action;
  /** Steps that must be done first, those it refers to among them. */
  readonly after: readonly string[];
  /** Fan-out: the step is done once for each element, which its arguments see as `$item`. */
  readonly each?: string | undefined;
  /** With `each`: one element after the other. */
  readonly inTurn?: boolean | undefined;
  readonly expect: readonly Expectation[];
  /** Facts to keep from the result: name → reference. */
  readonly learn: Readonly<Record<string, string>>;
  /** Where each argument comes from, by its path. */
  readonly from?: JsonObject | undefined;
}

/** A plan is data: a directed acyclic graph of steps, with what must hold at its end. */
export interface Plan {
  readonly goal?: string | undefined;
  readonly steps: readonly Step[];
  readonly expect: readonly Expectation[];
  readonly answer?: string | undefined;
  /** What the proof line says was checked. */
  readonly proof?: string | undefined;
  /** Citations, and the steps in whose recorded answers they must be found. */
  readonly cite?: { readonly of: string; readonly in: readonly string[] } | undefined;
}

/** A tool as a plan relies on it, pinned when the plan is accepted. */
export interface PinnedTool {
  readonly effect: EffectClass;
  readonly hash: string;
  readonly paths: readonly string[];
}

/** An element of a fan-out is called `step.index`. */
export function templateOf(stepId: string): { template: string; index: number | null } {
  const dot = stepId.indexOf(".");
  if (dot < 0) return { template: stepId, index: null };
  return { template: stepId.slice(0, dot), index: Number(stepId.slice(dot + 1)) };
}

export function stepOf(plan: Plan, stepId: string): Step {
  const { template } = templateOf(stepId);
  const step = plan.steps.find((one) => one.id === template);
  if (!step) throw new Error(`the plan has no step ${stepId}`);
  return step;
}

export function toolKey(tool: { readonly server: string; readonly name: string }): string {
  return `${tool.server}__${tool.name}`;
}

/** An effect that can be given back: its paths are known, so what stood there is kept before the call. */
export function isUndoable(tool: Pick<PinnedTool, "effect" | "paths">): boolean {
  return tool.effect !== "once" && tool.paths.length > 0;
}
