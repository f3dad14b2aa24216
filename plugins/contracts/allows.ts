import { isObject, type JsonObject, type JsonSchema, type JsonValue } from "../../kernel/json.ts";
import { type Plan, toolKey } from "../../kernel/plan.ts";
import type { Payload } from "../../kernel/vocabulary.ts";

export type Allowance = Payload<"grant.given">["allows"][number];

/** What one step of a plan needs, so that a person may say yes to some steps and not to others. */
export type StepAllowance = Allowance & { readonly step: string };

/** What a yes to a plan covers: each of its calls as it stands there, once, and a fan-out for all its elements. */
export function allowsOf(
  { steps }: Plan,
  isWanted: (tool: string) => boolean,
  { undoable }: { readonly undoable: boolean },
): StepAllowance[] {
  return steps.flatMap(({ id, do: action, each }) => {
    if (!("tool" in action) || !isWanted(toolKey(action.tool))) return [];
    const tool = toolKey(action.tool);
    const count = each === undefined ? 1 : null;
    return [{ tool, args: patternOf(action.tool.args), count, undoable, seen: false, step: id }];
  });
}

/** As a grant has it. */
export function withoutStep({ step: _step, ...allowance }: StepAllowance): Allowance {
  return allowance;
}

const REFERENCE = /^\$[a-z]/;

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
