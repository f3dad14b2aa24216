import { isObject, type JsonObject, type JsonSchema, type JsonValue } from "../../kernel/json.ts";

/** The keyword that counts work; put into every subschema before it is compiled. */
export const WORK = "x-glassbox-work";

/** What judging one value by one subschema takes, its parts' own work aside. */
export interface Cost {
  readonly own: number;
  /** For each item of a list, and for each property of an object. */
  readonly items: number;
  readonly properties: number;
}

/** The schema is too large, or leads to where no schema is. */
export class SchemaRefused extends Error {}

const DEEPEST = 100;
/** Objects whose members are schemas under names. */
const MAPS = new Set([
  "properties",
  "patternProperties",
  "$defs",
  "definitions",
  "dependentSchemas",
  "dependencies",
]);
/** Values that are data: nothing in them is a schema. */
const DATA = new Set(["const", "enum", "dependentRequired", "$vocabulary"]);
const REFERENCES = new Set(["$ref", "$dynamicRef", "$recursiveRef"]);
const PER_ITEM = ["items", "additionalItems", "prefixItems", "contains", "unevaluatedItems"];
const PER_PROPERTY = [
  "additionalProperties",
  "propertyNames",
  "unevaluatedProperties",
  "minProperties",
  "maxProperties",
];
const IN_PLACE = ["allOf", "anyOf", "oneOf"];

/** A copy of the schema that counts its own work. Throws `SchemaRefused`. */
export function instrument(schema: JsonObject): JsonObject {
  const counted = new Set<JsonValue>();
  const bases: JsonObject[] = [];
  const references: string[] = [];

  function copy(value: JsonValue, place: "schema" | "map", depth: number): JsonValue {
    if (depth > DEEPEST) throw new SchemaRefused(`it is nested more than ${DEEPEST} deep`);
    if (Array.isArray(value)) return value.map((item) => copy(item, "schema", depth + 1));
    if (!isObject(value)) return value;
    const made: Record<string, JsonValue> = {};
    for (const [key, member] of Object.entries(value)) {
      const under = place === "schema" && MAPS.has(key) ? "map" : "schema";
      const isData = place === "schema" && DATA.has(key);
      const one = isData ? member : copy(member, under, depth + 1);
      Object.defineProperty(made, key, { value: one, enumerable: true, configurable: true });
      if (REFERENCES.has(key) && typeof member === "string") references.push(member);
    }
    if (place === "map") return made;
    made[WORK] = costOf(value) as unknown as JsonObject;
    counted.add(made);
    if (typeof value["$id"] === "string") bases.push(made);
    return made;
  }

  const root = copy(schema, "schema", 0) as Record<string, JsonValue>;
  // A validator that answers later would be taken for one that says yes; the dialect is chosen already.
  delete root["$async"];
  delete root["$schema"];
  for (const reference of references) {
    for (const base of [root, ...bases]) {
      const target = follow(base, reference);
      if (!isObject(target) || counted.has(target)) continue;
      throw new SchemaRefused(`the $ref ${reference} leads to where no schema is`);
    }
  }
  return root;
}

function costOf(schema: JsonObject): Cost {
  const size = (key: string) => {
    const value = schema[key];
    return typeof value === "object" && value !== null ? Object.keys(value).length : 0;
  };
  const patterns = size("patternProperties");
  const inPlace = IN_PLACE.reduce((sum, key) => sum + size(key), 0);
  const named = size("properties") + size("required") + size("enum") + size("dependentSchemas");
  return {
    own: 2 + inPlace + named,
    items: PER_ITEM.filter((key) => key in schema).length,
    properties: PER_PROPERTY.filter((key) => key in schema).length + patterns,
  };
}

/** What a JSON pointer in a reference leads to. */
function follow(base: JsonSchema, reference: string): JsonValue | undefined {
  const hash = reference.indexOf("#");
  const pointer = hash < 0 ? "" : decode(reference.slice(hash + 1));
  if (!pointer.startsWith("/")) return undefined;
  return pointer
    .slice(1)
    .split("/")
    .reduce<JsonValue | undefined>((value, part) => {
      const key = part.replaceAll("~1", "/").replaceAll("~0", "~");
      if (typeof value !== "object" || value === null) return undefined;
      return Object.hasOwn(value, key) ? (value as JsonObject)[key] : undefined;
    }, base);
}

function decode(fragment: string): string {
  try {
    return decodeURIComponent(fragment);
  } catch {
    throw new SchemaRefused(`the fragment ${fragment} of a $ref is no URI fragment`);
  }
}
