import type { LanguageModelV4CallOptions, LanguageModelV4FunctionTool } from "@ai-sdk/provider";

import { isObject, type JsonObject, type JsonValue } from "../../kernel/json.ts";

/** A tool as its caller knows it. */
export interface OfferedTool {
  readonly name: string;
  readonly description: string;
  readonly inputSchema: JsonObject;
}

/** The tools that an answer may call: none, one, or all that were given. */
export function offeredTools({
  tools = [],
  toolChoice,
}: LanguageModelV4CallOptions): readonly OfferedTool[] {
  if (toolChoice?.type === "none") return [];
  const offered = tools
    .filter((tool): tool is LanguageModelV4FunctionTool => tool.type === "function")
    .map(({ name, description = "", inputSchema }) => ({
      name,
      description,
      inputSchema: (isObject(inputSchema) ? inputSchema : {}) as JsonObject,
    }));
  if (toolChoice?.type !== "tool") return offered;
  return offered.filter(({ name }) => name === toolChoice.toolName);
}

export function toolForOllama({ name, description, inputSchema }: OfferedTool): JsonObject {
  const parameters = { type: "object", ...objectProperties(inputSchema) };
  return { type: "function", function: { name, description, parameters } };
}

/** Ollama reads each property as an object: `true` and `false`, which JSON Schema allows there, would be refused. */
function objectProperties(schema: JsonObject): JsonObject {
  const properties = schema["properties"];
  if (!isObject(properties)) return { ...schema, properties: {} };
  const read = Object.entries(properties).map(([name, value]): [string, JsonValue] => [
    name,
    isObject(value) ? nested(value) : {},
  ]);
  return { ...schema, properties: Object.fromEntries(read) };
}

function nested(schema: JsonObject): JsonObject {
  return isObject(schema["properties"]) ? objectProperties(schema) : schema;
}
