import { isObject, type JsonSchema, type JsonValue } from "../../kernel/json.ts";
import type { Validator } from "../contracts/validator.ts";

const VALUES: readonly JsonValue[] = [
  null,
  true,
  false,
  0,
  -1,
  1.5,
  1e9,
  "",
  "a",
  "\u{1F9CA} z",
  [],
  [0],
  ["a", null],
  {},
  { a: 0 },
];

const TEXT_VIEWS: readonly JsonValue[] = [
  { text: "", content: [] },
  { text: "a", content: [{ type: "text", text: "a" }] },
  { text: "0\n\u{1F9CA}", content: [{ type: "text", text: "0\n\u{1F9CA}" }] },
  { text: "", content: [{ type: "image", data: "", mimeType: "image/png" }] },
];

/**
 * Does a schema accept whatever a tool could answer? Decided by trying: it is vacuous when it takes every structured
 * answer from a family built on its own property names, or every answer that is only text.
 */
export function isVacuous(schema: JsonSchema, validator: Validator): boolean {
  const accepts = (value: JsonValue) => validator.mismatch(schema, value) === null;
  if (TEXT_VIEWS.every(accepts)) return true;
  const names = [...propertyNames(schema)];
  const structured: JsonValue[] = [{}, { other: 1 }];
  for (const name of names) for (const value of VALUES) structured.push({ [name]: value });
  for (const value of VALUES)
    structured.push(Object.fromEntries(names.map((name) => [name, value])));
  return structured.every(accepts);
}

function propertyNames(schema: JsonValue, names = new Set<string>()): Set<string> {
  if (Array.isArray(schema)) for (const item of schema) propertyNames(item, names);
  if (!isObject(schema)) return names;
  for (const [key, value] of Object.entries(schema)) {
    if (key === "properties" && isObject(value))
      for (const name of Object.keys(value)) names.add(name);
    if (key === "required" && Array.isArray(value))
      for (const name of value) names.add(String(name));
    propertyNames(value, names);
  }
  return names;
}
