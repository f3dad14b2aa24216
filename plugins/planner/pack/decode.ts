import { isObject, type JsonObject, type JsonValue } from "../../../kernel/json.ts";
import { toolKey } from "../../../kernel/plan.ts";
import type { ToolDefinition } from "../../../kernel/ports/tools.ts";
import { put, argumentPaths } from "../point/call.ts";
import { fittingLeaves } from "../point/results.ts";
import { valueAt } from "../point/score.ts";
import type { PlannedCall } from "../step.ts";
import type { Pointed, PointedParameter } from "./pointed.ts";
import { isResult, optionsOf } from "./schema.ts";

/**
 * One step as a model wrote it, as a call whose every value is where it may come from; a sentence: what is wrong with
 * it. A grammar may have held the model to that already; what it sends is looked at as if none had.
 */
export function decodeCall(
  step: JsonValue,
  tools: readonly ToolDefinition[],
  { byTool }: Pointed,
  earlier: readonly PlannedCall[],
  intent: string,
): PlannedCall | string {
  if (!isObject(step)) return "a step must be an object with tool and args";
  const name = step["tool"] ?? step["name"];
  const tool = tools.find((one) => toolKey(one) === name || one.name === name);
  if (name === undefined) return `it names no tool: use one of ${tools.map(toolKey).join(", ")}`;
  if (!tool)
    return `there is no tool ${JSON.stringify(name)}: use one of ${tools.map(toolKey).join(", ")}`;
  const given = step["args"] ?? step["arguments"] ?? {};
  if (!isObject(given)) return `${toolKey(tool)}: args must be an object`;
  const parameters = byTool.get(toolKey(tool)) ?? [];
  const args = {};
  const from: Record<string, JsonObject> = {};
  for (const [path, value] of argumentPaths(given)) {
    const known = parameters.find((one) => one.parameter.path === path.replace(/\[\d+\]/g, "[0]"));
    // A key that reads like a path, `edits[99].oldText`, is none.
    if (!known || valueAt(given, path) !== value)
      return `${toolKey(tool)} takes no argument ${path}`;
    const found = resolveValue(known, value, earlier);
    if (typeof found === "string") return `${toolKey(tool)}: ${path}: ${found}`;
    put(args, path, found.value);
    from[path] = found.from;
  }
  const missing = parameters.find(
    ({ parameter: { isRequired, path } }) => isRequired && from[path] === undefined,
  );
  if (missing) return `${toolKey(tool)}: the argument ${missing.parameter.path} is missing`;
  return { id: `s${earlier.length + 1}`, intent, tool, args, from };
}

/** A value with its provenance; a sentence: why it may not stand there. */
function resolveValue(
  { parameter, candidates, mayBeFree, mayBeResult }: PointedParameter,
  value: JsonValue,
  earlier: readonly PlannedCall[],
): { value: JsonValue; from: JsonObject } | string {
  if (isResult(value)) return resultValue(parameter, String(value), earlier, mayBeResult);
  const pointed = candidates.find((one) => one.value === value || one.label === value);
  if (pointed) return { value: pointed.value, from: pointed.from };
  if (mayBeFree && isOwnWord(parameter, value)) return { value, from: { from: "free" } };
  return `${JSON.stringify(value)} stands neither in the goal nor in an earlier result`;
}

/** What a model may say without pointing at anything: an option that there is, yes or no, a number, a text. */
function isOwnWord({ kind, schema }: PointedParameter["parameter"], value: JsonValue): boolean {
  if (kind === "choice") return optionsOf(schema).includes(value);
  if (kind === "boolean") return typeof value === "boolean";
  return typeof value === (kind === "number" ? "number" : "string");
}

function resultValue(
  parameter: PointedParameter["parameter"],
  value: string,
  earlier: readonly PlannedCall[],
  mayBeResult: boolean,
): { value: JsonValue; from: JsonObject } | string {
  const step = earlier[Number(value.slice(1)) - 1];
  if (!step || !mayBeResult) return `${value} is no earlier step`;
  const [leaf] = fittingLeaves(parameter, step.tool.outputSchema);
  if (!leaf) return `${toolKey(step.tool)} answers with nothing that fits`;
  return { value: `$${step.id}${leaf.path}`, from: { from: "results", step: step.id } };
}
