import type { JsonObject, JsonValue } from "../../kernel/json.ts";

/** A tool call step of a plan: `server__tool`, its arguments, and whatever else the step has. */
export function call(
  id: string,
  tool: string,
  args: JsonObject = {},
  more: JsonObject = {},
): JsonObject & { readonly id: string } {
  const [server = "", name = ""] = tool.split("__");
  return { id, do: { tool: { server, name, args } }, ...more };
}

/** An expectation on the step's own answer: this property must be exactly that. */
export function has(property: string, value: JsonValue): JsonObject {
  return { matches: { required: [property], properties: { [property]: { const: value } } } };
}
