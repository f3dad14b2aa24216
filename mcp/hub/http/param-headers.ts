import { isObject } from "../../../kernel/json.ts";
import type { JsonObject, JsonValue } from "../../../kernel/json.ts";
import { fieldValue } from "./field-value.ts";

/** An argument that is sent as a header too, so that what stands between can route by it. */
export interface ParamHeader {
  readonly path: readonly string[];
  readonly name: string;
}

export type ParamHeaders =
  | { readonly headers: readonly ParamHeader[] }
  /** Why the tool must not be offered. */
  | { readonly problem: string };

const key = "x-mcp-header";
/** RFC 9110 §5.6.2. */
const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const types = new Set<JsonValue | undefined>(["string", "integer", "boolean"]);
/** A schema nested deeper is not looked through. */
const maxLevels = 100;

/** The `x-mcp-header` members of a tool's input schema (MCP 2026-07-28, Streamable HTTP). */
export function paramHeaders(inputSchema: JsonValue | undefined): ParamHeaders {
  const headers: ParamHeader[] = [];
  const problem = collect(inputSchema, [], headers);
  if (problem !== undefined) return { problem };
  const names = headers.map(({ name }) => name.toLowerCase());
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice === undefined) return { headers };
  return { problem: `its input schema gives two arguments the header "${twice}"` };
}

/** Walks along `properties`; anywhere else in a schema the member is a fault. */
function collect(
  schema: JsonValue | undefined,
  path: readonly string[],
  found: ParamHeader[],
): string | undefined {
  if (!isObject(schema)) return misplaced(schema, path);
  if (path.length > maxLevels) return undefined;
  const { properties, [key]: name, ...others } = schema;
  const at = path.join(".");
  if (name !== undefined) {
    if (path.length === 0) return `its input schema has ${key} at its top`;
    if (typeof name !== "string" || !token.test(name)) {
      return `${key} of its argument ${at} is no name of a header`;
    }
    if (!types.has(schema["type"])) {
      return `its argument ${at} has ${key} and is no string, integer or boolean`;
    }
    found.push({ path, name });
  }
  if (isObject(properties)) {
    for (const [argument, child] of Object.entries(properties)) {
      const problem = collect(child, [...path, argument], found);
      if (problem !== undefined) return problem;
    }
  }
  return misplaced(others, path);
}

const schemaKeywords = new Set(
  [
    ["items", "prefixItems", "contains", "additionalProperties", "unevaluatedProperties"],
    ["unevaluatedItems", "propertyNames", "patternProperties", "dependentSchemas", "oneOf"],
    ["anyOf", "allOf", "not", "if", "then", "else", "$defs", "definitions"],
  ].flat(),
);

function misplaced(value: JsonValue | undefined, path: readonly string[]): string | undefined {
  if (!isObject(value)) return undefined;
  const schemas = Object.entries(value).filter(([keyword]) => schemaKeywords.has(keyword));
  const keyword = schemas.find(([, child]) => mentions(child, 0))?.[0];
  if (keyword === undefined) return undefined;
  const at = path.length === 0 ? "its input schema" : `its argument ${path.join(".")}`;
  return `${at} has ${key} below "${keyword}", where it does not count`;
}

function mentions(value: JsonValue | undefined, level: number): boolean {
  if (level > maxLevels || typeof value !== "object" || value === null) return false;
  if (Array.isArray(value)) return value.some((each) => mentions(each, level + 1));
  return Object.entries(value).some(
    ([name, child]) => name === key || (name !== "default" && mentions(child, level + 1)),
  );
}

/** What is absent, null or no such value is left out. */
export function headersOf(
  params: readonly ParamHeader[],
  args: JsonValue | undefined,
): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const { path, name } of params) {
    const text = textOf(valueAt(args, path));
    if (text !== undefined) headers[`Mcp-Param-${name}`] = fieldValue(text);
  }
  return headers;
}

function valueAt(args: JsonValue | undefined, path: readonly string[]): JsonValue | undefined {
  let value = args;
  for (const name of path) {
    if (!isObject(value) || !Object.hasOwn(value, name)) return undefined;
    value = (value as JsonObject)[name];
  }
  return value;
}

function textOf(value: JsonValue | undefined): string | undefined {
  if (typeof value === "string") return value;
  if (typeof value === "boolean") return String(value);
  if (typeof value === "number" && Number.isSafeInteger(value)) return String(value);
  return undefined;
}
