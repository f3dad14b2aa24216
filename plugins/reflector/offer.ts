import type { PlanState } from "../../kernel/fold/run-state.ts";
import { isObject, type JsonObject } from "../../kernel/json.ts";
import { type Step, toolKey } from "../../kernel/plan.ts";
import type { ToolDefinition } from "../../kernel/ports/tools.ts";
import { givenArguments, leavesOf, type TakenArgument, takenArguments } from "./argument.ts";
import { fromOn, guardedSteps, referencesTo } from "./graph.ts";
import type { Mendable } from "./mendable.ts";
import { recordedParts } from "./recorded.ts";
import { declares } from "./reference.ts";
import type { Reflection } from "./reflection.ts";
import { recordedResults } from "./result.ts";
import { settledSteps } from "./settled.ts";
import { spansOf } from "./span.ts";
import {
  oldValue,
  type OriginSettings,
  originsOf,
  type Sources,
  type Value,
  valuesFor,
} from "./value.ts";
import { isRead } from "./when.ts";

/** Everything that a patch may be made of. */
export interface Offer extends Pick<Mendable, "causes"> {
  readonly steps: readonly OfferedStep[];
  /** Reads that may be put before, and the ids for them. */
  readonly readers: readonly OfferedTool[];
  readonly fresh: readonly string[];
}

export interface OfferedStep {
  readonly step: Step;
  /** Its own tool first. */
  readonly tools: readonly OfferedTool[];
  /** What it does, or what a change draws on: no tool's words may steer it. */
  readonly isGuarded: boolean;
}

export interface OfferedTool {
  readonly tool: ToolDefinition;
  readonly args: readonly OfferedArgument[];
}

export interface OfferedArgument extends TakenArgument {
  readonly values: readonly Value[];
  /** It may be given what a new read finds. */
  readonly takesReads: boolean;
}

const FRESH = 2;
const READERS = 3;

/** `helpful`: reads that may be used beside those of the plan, the best first. */
export function offerFor(
  { goal, state, tools, ledger }: Reflection,
  plan: PlanState,
  mendable: Mendable,
  helpful: readonly ToolDefinition[],
  settings: OriginSettings,
): Offer {
  const guarded = guardedSteps(plan);
  const settled = settledSteps(plan, ledger, new Set());
  const resultOf = recordedResults(ledger, plan);
  const spans = spansOf(goal);
  const readings = plan.definition.steps
    .map(({ id }) => id)
    .filter((id) => plan.steps[id]?.status === "done" && isRead(plan, id) && !settled.has(id));
  const sourcesFor = (id: string): Sources => {
    const later = fromOn(plan.definition, id);
    const earlier = readings.filter((one) => !later.has(one));
    return { spans, facts: state.facts, results: recordedParts(earlier, resultOf) };
  };
  const byKey = new Map(tools.map((tool) => [toolKey(tool), tool]));
  const first = mendable.steps[0]!;
  const offered = (tool: ToolDefinition, like: Step, sources: Sources) =>
    otherTool(tool, like, sources, settings);
  const mayRead = mendable.steps.some(({ id }) => mendable.causes.has(id) && !guarded.has(id));
  const near = mayRead ? helpful : [];
  const steps = mendable.steps.flatMap((step): OfferedStep[] => {
    if (!("tool" in step.do)) return [];
    const own = byKey.get(toolKey(step.do.tool));
    if (!own) return [];
    const isGuarded = guarded.has(step.id);
    const sources = sourcesFor(step.id);
    const others = isGuarded || !mendable.causes.has(step.id) ? [] : near;
    const fitting = others.filter(
      (tool) =>
        toolKey(tool) !== toolKey(own) &&
        referencesTo(plan.definition, step.id).every(({ path }) =>
          declares(tool.outputSchema, path),
        ),
    );
    const tools = [
      ownTool(own, step, sources, isGuarded, settings),
      ...fitting.flatMap((tool) => offered(tool, step, sources) ?? []).slice(0, READERS),
    ];
    return [{ step, tools, isGuarded }];
  });
  const sources = sourcesFor(first.id);
  const readers = near.flatMap((tool) => offered(tool, first, sources) ?? []).slice(0, READERS);
  return { steps, readers, fresh: freshIds(plan), causes: mendable.causes };
}

/** The call as it is, each value with what could stand in its place. */
function ownTool(
  tool: ToolDefinition,
  step: Step,
  sources: Sources,
  isGuarded: boolean,
  settings: OriginSettings,
): OfferedTool {
  const given = argumentsOf(step);
  const values = new Map(leavesOf(given));
  const args = givenArguments(tool, given).map((argument): OfferedArgument => {
    const { path } = argument;
    const old = oldValue(values.get(path)!, sourceOf(step, path));
    const origins = originsOf(tool, path, settings);
    const others = valuesFor(argument, sources, old.label, isGuarded, origins);
    const takesReads = !isGuarded && origins.has("results");
    return { ...argument, isOptional: false, values: distinct([old, ...others]), takesReads };
  });
  return { tool, args };
}

/** Another read with what it takes; null where there is nothing to point at for a value that it needs. */
function otherTool(
  tool: ToolDefinition,
  like: Step,
  sources: Sources,
  settings: OriginSettings,
): OfferedTool | null {
  const given = leavesOf(argumentsOf(like));
  const taken = takenArguments(tool)?.map((argument): OfferedArgument => {
    const { path, schema, isOptional } = argument;
    const origins = originsOf(tool, path, settings);
    const had = given.filter(
      ([, value]) => schema["type"] === undefined || typeof value === schema["type"],
    );
    const same = had.filter(([name]) => name === path);
    const old = (same.length > 0 || isOptional ? same : had).map(([name, value]) =>
      oldValue(value, sourceOf(like, name)),
    );
    const others = valuesFor(argument, sources, old[0]?.label ?? null, false, origins);
    const takesReads = origins.has("results");
    return { ...argument, values: distinct([...old, ...others]), takesReads };
  });
  const args = taken?.filter(({ values, isOptional }) => values.length > 0 || !isOptional);
  return args?.every(({ values }) => values.length > 0) ? { tool, args } : null;
}

export function argumentsOf(step: Step): JsonObject {
  return "tool" in step.do ? step.do.tool.args : {};
}

function sourceOf({ from }: Step, path: string): JsonObject | null {
  const source = from?.[path];
  return isObject(source) ? source : null;
}

function distinct(values: readonly Value[]): Value[] {
  const seen = new Set<string>();
  return values.filter(({ label }) => !seen.has(label) && seen.add(label));
}

function freshIds({ definition }: PlanState): string[] {
  const taken = new Set(definition.steps.map(({ id }) => id));
  const ids: string[] = [];
  for (let number = 1; ids.length < FRESH; number++)
    if (!taken.has(`r${number}`)) ids.push(`r${number}`);
  return ids;
}
