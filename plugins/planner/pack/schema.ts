import type { JsonObject, JsonValue } from "../../../kernel/json.ts";
import { toolKey } from "../../../kernel/plan.ts";
import type { ToolDefinition } from "../../../kernel/ports/tools.ts";
import type { Pointed, PointedParameter } from "./pointed.ts";

const LONGEST_TEXT = 2000;

/** A whole plan: steps whose tools are the offered ones and whose arguments each say where they may come from. */
export function planSchema(
  tools: readonly ToolDefinition[],
  pointed: Pointed,
  most: number,
): JsonObject {
  const steps = { type: "array", minItems: 1, maxItems: most, items: callSchema(tools, pointed) };
  return {
    type: "object",
    properties: { steps },
    required: ["steps"],
    additionalProperties: false,
  };
}

export function callSchema(tools: readonly ToolDefinition[], { byTool }: Pointed): JsonObject {
  const options = tools.map((tool): JsonObject => {
    const key = toolKey(tool);
    return {
      type: "object",
      properties: { tool: { const: key }, args: argumentsSchema(byTool.get(key) ?? []) },
      required: ["tool", "args"],
      additionalProperties: false,
    };
  });
  return options.length === 1 ? options[0]! : { anyOf: options };
}

/** The tool's own form, `edits[0].oldText` inside its list, with each value pointed at. */
function argumentsSchema(parameters: readonly PointedParameter[]): JsonObject {
  const root = objectSchema();
  for (const one of parameters) {
    const schema = valueSchema(one);
    if (schema === null) continue;
    place(
      root,
      one.parameter.path.split(/[.[\]]+/).filter((part) => part !== ""),
      schema,
      one,
    );
  }
  return root as unknown as JsonObject;
}

interface OpenObject {
  readonly type: "object";
  readonly properties: Record<string, unknown>;
  readonly required: string[];
  readonly additionalProperties: false;
}

function objectSchema(): OpenObject {
  // Without a prototype: whoever made the tool may have called a parameter `constructor`.
  const properties: Record<string, unknown> = Object.create(null);
  return { type: "object", properties, required: [], additionalProperties: false };
}

function place(
  root: OpenObject,
  keys: readonly string[],
  schema: JsonObject,
  { parameter }: PointedParameter,
): void {
  let at = root;
  keys.forEach((key, index) => {
    if (/^\d+$/.test(key)) return;
    const isList = /^\d+$/.test(keys[index + 1] ?? "");
    const isLeaf = index + (isList ? 2 : 1) >= keys.length;
    const inner = isLeaf ? schema : null;
    const known = at.properties[key] as JsonObject | undefined;
    if (parameter.isRequired && !at.required.includes(key)) at.required.push(key);
    if (inner) {
      at.properties[key] = isList
        ? { type: "array", items: inner, minItems: 1, maxItems: 8 }
        : inner;
      return;
    }
    const next = known
      ? ((isList ? known["items"] : known) as unknown as OpenObject)
      : objectSchema();
    if (!known)
      at.properties[key] = isList ? { type: "array", items: next, minItems: 1, maxItems: 8 } : next;
    at = next;
  });
}

/** Null for a value that nothing can be pointed at for and that the model may not write. */
function valueSchema({
  parameter,
  candidates,
  mayBeFree,
  mayBeResult,
}: PointedParameter): JsonObject | null {
  const { kind, schema, isRequired } = parameter;
  if (kind === "boolean") return mayBeFree && !isRequired ? { type: "boolean" } : null;
  if (kind === "choice" && mayBeFree) return { enum: [...optionsOf(schema)] };
  if (kind === "number" && mayBeFree) return { type: schema["type"] ?? "number" };
  if (mayBeFree) return { type: "string", maxLength: LONGEST_TEXT };
  const values: JsonValue[] = candidates.map(({ value }) => value);
  if (mayBeResult) values.push(...RESULTS);
  return values.length === 0 ? null : { enum: values };
}

/** The values that a choice is between. */
export function optionsOf(schema: JsonObject): readonly JsonValue[] {
  const options = schema["enum"];
  return Array.isArray(options) ? options : [schema["const"] ?? null];
}

/** How a model says "the result of step n". */
export const RESULTS: readonly string[] = ["$1", "$2", "$3", "$4", "$5", "$6", "$7"];

export function isResult(value: JsonValue): boolean {
  return typeof value === "string" && /^\$[1-7]$/.test(value);
}
