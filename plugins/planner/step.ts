import { isObject, type JsonObject, type JsonValue } from "../../kernel/json.ts";
import type { ToolDefinition } from "../../kernel/ports/tools.ts";

/** One call that a model chose, on its way into a plan. */
export interface PlannedCall {
  readonly id: string;
  /** What it is for: the part of the goal that it stands for, in its words. */
  readonly intent: string;
  readonly tool: ToolDefinition;
  readonly args: JsonObject;
  readonly from: JsonObject;
}

/** Calls in their order as a plan: each after the one before, with what can be checked of its answer. */
export function planOf(calls: readonly PlannedCall[]): JsonObject {
  return {
    steps: calls.map(({ id, intent, tool, args, from }, index): JsonObject => {
      const { server, name } = tool;
      const before = calls[index - 1];
      const expect = expectationOf(tool, args);
      return {
        id,
        intent,
        do: { tool: { server, name, args: written(args, from) } },
        ...(before ? { after: [before.id] } : {}),
        ...(expect ? { expect } : {}),
        from,
      };
    }),
  };
}

/** A text that would read as a reference is escaped; one that is meant as a reference stays. */
function written(args: JsonObject, from: JsonObject): JsonObject {
  const isReference = (path: string) => {
    const origin = from[path];
    return isObject(origin) && (origin["from"] === "results" || origin["from"] === "input");
  };
  const walk = (value: JsonValue, path: string): JsonValue => {
    if (typeof value === "string")
      return value.startsWith("$") && !isReference(path) ? `$${value}` : value;
    if (Array.isArray(value))
      return value.map((one: JsonValue, index) => walk(one, `${path}[${index}]`));
    if (!isObject(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, member]) => [
        key,
        walk(member, path === "" ? key : `${path}.${key}`),
      ]),
    );
  };
  return walk(args, "") as JsonObject;
}

/**
 * What the answer of a read must be like: the fields its tool promises, and where it repeats what it was asked for, that;
 * not paths, which tools write in a form of their own.
 * A change proves itself by what its tool declares; its own word counts for nothing.
 */
function expectationOf(tool: ToolDefinition, args: JsonObject): JsonObject | null {
  if (tool.effect !== "read") return null;
  const schema = tool.outputSchema;
  if (!isObject(schema) || !isObject(schema["properties"]))
    return {
      matches: { properties: { text: { type: "string", minLength: 1 } }, required: ["text"] },
    };
  const properties: Record<string, JsonObject> = {};
  const required = Array.isArray(schema["required"]) ? schema["required"].map(String) : [];
  for (const name of required) {
    const property = schema["properties"][name];
    if (!isObject(property) || typeof property["type"] !== "string") continue;
    const asked = args[name];
    const isEcho =
      typeof asked === "string" && property["type"] === "string" && !asked.startsWith("$");
    properties[name] = isEcho && name !== "path" ? { const: asked } : { type: property["type"] };
  }
  const names = Object.keys(properties);
  return names.length === 0 ? null : { matches: { properties, required: names } };
}
