import { isObject } from "../../kernel/json.ts";
import type { JsonObject, JsonValue } from "../../kernel/json.ts";

/** A value that a schema takes, where the schema is a simple one: its default, else the plainest there is. */
export function exampleOf(schema: JsonValue | undefined): JsonValue {
  if (!isObject(schema)) return {};
  if (schema["default"] !== undefined) return schema["default"];
  const [first] = Array.isArray(schema["enum"]) ? schema["enum"] : [];
  if (first !== undefined) return first;
  if (isObject(schema["properties"]) || schema["type"] === "object") return objectOf(schema);
  if (schema["type"] === "boolean") return true;
  if (schema["type"] === "number" || schema["type"] === "integer") return 1;
  if (schema["type"] === "array") return [];
  return "word";
}

function objectOf({ properties }: JsonObject): JsonObject {
  if (!isObject(properties)) return {};
  const members = Object.entries(properties).map(([name, schema]) => [name, exampleOf(schema)]);
  return Object.fromEntries(members) as JsonObject;
}
