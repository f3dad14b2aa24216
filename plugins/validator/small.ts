import { isObject, type JsonObject, type JsonSchema, type JsonValue } from "../../kernel/json.ts";
import type { Fault, Place } from "./fault.ts";
import { sameJson } from "./same-json.ts";
import type { Work } from "./work.ts";

const TYPES = new Set(["string", "number", "integer", "boolean", "array", "object", "null"]);
const DEEPEST = 50;

const isLimit = (value: JsonValue) => typeof value === "number";
const isSize = (value: JsonValue) => Number.isInteger(value) && Number(value) >= 0;
const isText = (value: JsonValue) => typeof value === "string";

/** Keywords of a small schema, and when their value is as the specification has it. */
const KEYWORDS: Readonly<Record<string, (value: JsonValue, depth: number) => boolean>> = {
  type: (value) => {
    if (!Array.isArray(value)) return TYPES.has(String(value)) && isText(value);
    const types = new Set(value);
    return types.size > 0 && types.size === value.length && value.every((one) => TYPES.has(one));
  },
  const: () => true,
  enum: (value) => Array.isArray(value) && value.length > 0,
  required: (value) =>
    Array.isArray(value) &&
    value.every((name) => isText(name) && name !== "__proto__") &&
    new Set(value).size === value.length,
  properties: (value, depth) =>
    isObject(value) &&
    Object.entries(value).every(([name, one]) => name !== "__proto__" && isSmall(one, depth + 1)),
  additionalProperties: (value) => typeof value === "boolean",
  items: (value, depth) => isSmall(value, depth + 1),
  minimum: isLimit,
  maximum: isLimit,
  exclusiveMinimum: isLimit,
  exclusiveMaximum: isLimit,
  minItems: isSize,
  maxItems: isSize,
  minLength: isSize,
  maxLength: isSize,
  title: isText,
  description: isText,
};

/** A schema of few keywords, well formed: it is judged here, because compiling it would cost a millisecond. */
export function isSmall(schema: JsonValue, depth = 0): schema is JsonSchema {
  if (typeof schema === "boolean") return true;
  if (!isObject(schema) || depth > DEEPEST) return false;
  return Object.entries(schema).every(
    ([key, value]) => Object.hasOwn(KEYWORDS, key) && KEYWORDS[key]!(value, depth),
  );
}

/** The first fault of a value under a small schema, null when it fits. */
export function judgeSmall(
  schema: JsonSchema,
  data: JsonValue,
  work: Work,
  place: Place = [],
): Fault | null {
  work.spend(1);
  if (schema === true) return null;
  if (schema === false) return { keyword: "false schema", place, data, params: {}, known: [] };
  const known = Object.keys((schema["properties"] as JsonObject | undefined) ?? {});
  const fault = (keyword: string, params: JsonObject): Fault => ({
    keyword,
    place,
    data,
    params,
    known,
  });
  const { type, enum: allowed } = schema;
  const types = type === undefined ? [] : Array.isArray(type) ? type : [type];
  if (type !== undefined && !types.some((one) => isOfType(data, one)))
    return fault("type", { type });
  if ("const" in schema && !sameJson(schema["const"]!, data))
    return fault("const", { allowedValue: schema["const"]! });
  if (Array.isArray(allowed)) {
    work.spend(allowed.length);
    if (!allowed.some((one) => sameJson(one, data)))
      return fault("enum", { allowedValues: allowed });
  }
  for (const [keyword, measure, exceeds] of LIMITS) {
    const limit = schema[keyword];
    if (typeof limit !== "number") continue;
    const size = measure(data, work);
    if (size !== null && exceeds(size, limit)) return fault(keyword, { limit });
  }
  if (Array.isArray(data)) return judgeItems(schema["items"] ?? true, data, work, place);
  return isObject(data) ? judgeObject(schema, data, work, place, fault) : null;
}

function judgeItems(
  schema: JsonValue,
  data: readonly JsonValue[],
  work: Work,
  place: Place,
): Fault | null {
  if (schema === true) return null;
  for (const [index, item] of data.entries()) {
    const found = judgeSmall(schema as JsonSchema, item, work, [...place, index]);
    if (found) return found;
  }
  return null;
}

function judgeObject(
  schema: JsonObject,
  data: JsonObject,
  work: Work,
  place: Place,
  fault: (keyword: string, params: JsonObject) => Fault,
): Fault | null {
  const required = (schema["required"] as readonly string[] | undefined) ?? [];
  const properties = (schema["properties"] as Record<string, JsonSchema> | undefined) ?? {};
  work.spend(required.length);
  for (const name of required)
    if (!Object.hasOwn(data, name)) return fault("required", { missingProperty: name });
  if (schema["additionalProperties"] === false) {
    const names = Object.keys(data);
    work.spend(names.length);
    const extra = names.find((name) => !Object.hasOwn(properties, name));
    if (extra !== undefined) return fault("additionalProperties", { additionalProperty: extra });
  }
  for (const [name, one] of Object.entries(properties)) {
    if (!Object.hasOwn(data, name)) continue;
    const found = judgeSmall(one, data[name]!, work, [...place, name]);
    if (found) return found;
  }
  return null;
}

function isOfType(data: JsonValue, type: JsonValue): boolean {
  if (type === "null") return data === null;
  if (type === "array") return Array.isArray(data);
  if (type === "object") return isObject(data);
  if (type === "integer") return Number.isInteger(data);
  return typeof data === type;
}

type Measure = (data: JsonValue, work: Work) => number | null;

const number: Measure = (data) => (typeof data === "number" ? data : null);
const items: Measure = (data) => (Array.isArray(data) ? data.length : null);
const characters: Measure = (data, work) => {
  if (typeof data !== "string") return null;
  work.spend(data.length >> 4);
  let count = 0;
  for (const _ of data) count++;
  return count;
};
const isLess = (size: number, limit: number) => size < limit;
const isMore = (size: number, limit: number) => size > limit;

const LIMITS: readonly [string, Measure, (size: number, limit: number) => boolean][] = [
  ["minimum", number, isLess],
  ["maximum", number, isMore],
  ["exclusiveMinimum", number, (size, limit) => size <= limit],
  ["exclusiveMaximum", number, (size, limit) => size >= limit],
  ["minItems", items, isLess],
  ["maxItems", items, isMore],
  ["minLength", characters, isLess],
  ["maxLength", characters, isMore],
];
