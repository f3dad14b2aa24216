import type { AccountState } from "../../kernel/fold/account.ts";
import { matchesPattern } from "../../kernel/grant.ts";
import { isObject, type JsonObject, type JsonSchema, type JsonValue } from "../../kernel/json.ts";
import { type Plan, toolKey } from "../../kernel/plan.ts";
import type { Payload } from "../../kernel/vocabulary.ts";

export type Allow = Payload<"grant.given">["allows"][number] & { readonly step?: string };

/** Does any grant of a run speak of a tool? Whether it covers a call is decided when the call is made. */
export function isNamed({ grants }: AccountState, run: string, tool: string): boolean {
  const own = grants.filter((grant) => grant.run === run);
  return own.some(({ allows }) => allows.some((one) => matchesPattern(one.tool, tool)));
}

/** What a yes to a plan covers: each of its calls as it stands there, once, and a fan-out for all its elements. */
export function allowsOf(
  { steps }: Plan,
  isWanted: (tool: string) => boolean,
  { undoable }: { readonly undoable: boolean },
): Allow[] {
  return steps.flatMap(({ id, do: action, each }) => {
    if (!("tool" in action) || !isWanted(toolKey(action.tool))) return [];
    const allow = allowOf(toolKey(action.tool), action.tool.args);
    return [{ ...allow, count: each === undefined ? 1 : null, undoable, seen: false, step: id }];
  });
}

/** Just these arguments; where one refers to an earlier result, any value in its place. */
export function allowOf(tool: string, args: JsonObject): { tool: string; args: JsonSchema } {
  return { tool, args: patternOf(args) };
}

const REFERENCE = /^\$[a-z]/;

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
