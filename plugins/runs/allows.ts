import { isObject, type JsonObject, type JsonSchema, type JsonValue } from "../../kernel/json.ts";
import { type Plan, toolKey } from "../../kernel/plan.ts";
import type { Allowance, Approvals } from "../contracts/approvals.ts";

/**
 * What a yes to a plan covers: each of its calls as it stands there, once, and a fan-out for all its elements, each for
 * its own step. `plan`: the event that accepted it; a call with a value that only its plan determines is for that plan.
 */
export function allowsOf(
  { steps }: Plan,
  isWanted: (tool: string) => boolean,
  { undoable, plan: event, tools }: Parameters<Approvals["allows"]>[2],
): Allowance[] {
  return steps.flatMap(({ id, do: action, each }) => {
    if (!("tool" in action) || !isWanted(toolKey(action.tool))) return [];
    const tool = toolKey(action.tool);
    const count = each === undefined ? 1 : null;
    const args = patternOf(action.tool.args);
    const definitions = { [tool]: tools[tool]!.hash };
    const plan = isOpen(action.tool.args) ? event : null;
    return [{ tool, args, count, undoable, seen: false, step: id, plan, definitions }];
  });
}

/** Has a part that stands for an earlier result? */
function isOpen(value: JsonValue): boolean {
  if (typeof value === "string") return REFERENCE.test(value);
  if (Array.isArray(value)) return value.some(isOpen);
  return isObject(value) && Object.values(value).some(isOpen);
}

/** As `docs/plans.md` has it: a text that only begins like one is a text. */
const REFERENCE = /^\$[a-z][a-z0-9_]*(\.[A-Za-z_][\w-]*|\[(\d+|\*)\])*$/;

/** Just these arguments as a plan writes them; where one refers to an earlier result, any value in its place. */
function patternOf(value: JsonValue): JsonSchema {
  if (typeof value === "string") {
    if (REFERENCE.test(value)) return true;
    return { const: value.startsWith("$$") ? value.slice(1) : value };
  }
  if (Array.isArray(value)) {
    const items = value.map((item: JsonValue) => patternOf(item));
    return { type: "array", prefixItems: items, minItems: value.length, maxItems: value.length };
  }
  if (!isObject(value)) return { const: value };
  const members = Object.entries(value).map(([name, member]) => [name, patternOf(member)]);
  return {
    type: "object",
    properties: Object.fromEntries(members) as JsonObject,
    required: Object.keys(value),
    additionalProperties: false,
  };
}
