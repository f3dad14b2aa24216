import { isObject, type JsonSchema, type JsonValue } from "../../kernel/json.ts";
import type { Reference } from "./reference.ts";

/** What is known of a value before it is there; null when nothing is. */
export type KnownSchema = JsonSchema | null;

/** The schema of what a reference leads to, as far as the tool's output schema says. */
export function schemaAt(schema: KnownSchema, path: Reference["path"]): KnownSchema {
  const [key, ...rest] = path;
  if (schema === null || !isObject(schema)) return null;
  if (key === undefined) return schema;
  if (key === "*" || typeof key === "number") {
    const items = schema["items"];
    const element = schemaAt(asSchema(items), rest);
    if (key !== "*") return element;
    return element === null ? null : { type: "array", items: element };
  }
  const properties = schema["properties"];
  return schemaAt(isObject(properties) ? asSchema(properties[key]) : null, rest);
}

/** A sentence when a value of one schema can never be one of the other. Silent where either is unknown. */
export function typeConflict(have: KnownSchema, want: KnownSchema): string | null {
  const given = typesOf(have);
  const wanted = typesOf(want);
  if (!given || !wanted) return null;
  const fits = given.some(
    (type) => wanted.includes(type) || (type === "integer" && wanted.includes("number")),
  );
  return fits ? null : `is ${given.join(" or ")}, but ${wanted.join(" or ")} is wanted`;
}

function typesOf(schema: KnownSchema): string[] | null {
  if (!isObject(schema)) return null;
  const type = schema["type"];
  if (typeof type === "string") return [type];
  return Array.isArray(type) ? type.map(String) : null;
}

function asSchema(value: JsonValue | undefined): KnownSchema {
  return isObject(value) || typeof value === "boolean" ? value : null;
}
