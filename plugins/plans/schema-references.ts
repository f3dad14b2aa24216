import { usage } from "../../kernel/error.ts";
import { isObject, type JsonSchema, type JsonValue } from "../../kernel/json.ts";
import { parseReference } from "./reference.ts";

/**
 * Where a reference may stand in a schema, with a value that could come in its place: only where a value is compared,
 * so that no result of a tool can loosen what is expected of another.
 */
const COMPARED: ReadonlyMap<string, JsonValue> = new Map<string, JsonValue>([
  ["const", "\u0000"],
  ["enum", ["\u0000"]],
  ...["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"].map((key) => [key, 1] as const),
  ...["minLength", "maxLength", "minItems", "maxItems"].map((key) => [key, 1] as const),
]);

/** The schema as it can be checked before any result is there. Throws `usage` for a reference that would open it. */
export function withoutReferences(schema: JsonSchema, where: string): JsonSchema {
  return closed(schema, where) as JsonSchema;
}

function closed(schema: JsonValue, where: string): JsonValue {
  if (typeof schema === "string" && parseReference(schema)) {
    throw usage(
      `${where}.matches: ${schema} stands where it would change what is expected`,
      `use references only as the value of ${[...COMPARED.keys()].join(", ")}`,
    );
  }
  if (Array.isArray(schema)) return schema.map((item: JsonValue) => closed(item, where));
  if (!isObject(schema)) return schema;
  return Object.fromEntries(
    Object.entries(schema).map(([key, value]) => {
      const stand = COMPARED.get(key);
      if (stand !== undefined && typeof value === "string" && parseReference(value))
        return [key, stand];
      return [key, key === "const" || key === "enum" ? value : closed(value, where)];
    }),
  );
}
