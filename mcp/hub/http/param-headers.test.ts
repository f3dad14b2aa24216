import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { JsonObject } from "../../../kernel/json.ts";
import { fieldValue } from "./field-value.ts";
import { headersOf, paramHeaders } from "./param-headers.ts";

const argument = (type: string, name: string) => ({ type, "x-mcp-header": name });
const schemaOf = (properties: JsonObject): JsonObject => ({ type: "object", properties });

function headers(schema: JsonObject, args: JsonObject): object {
  const found = paramHeaders(schema);
  if ("problem" in found) throw new Error(found.problem);
  return headersOf(found.headers, args);
}

test("arguments with a header are sent as one, at any depth, and no others", () => {
  const schema = schemaOf({
    region: argument("string", "Region"),
    count: argument("integer", "Count"),
    dry: argument("boolean", "Dry"),
    query: { type: "string" },
    place: schemaOf({ zone: argument("string", "Zone") }),
  });
  const args = { region: "eu", count: 3, dry: false, query: "q", place: { zone: "b" } };
  expect(headers(schema, args)).toEqual({
    "Mcp-Param-Region": "eu",
    "Mcp-Param-Count": "3",
    "Mcp-Param-Dry": "false",
    "Mcp-Param-Zone": "b",
  });
  expect(headers(schema, { region: null, count: 1.5, place: [] })).toEqual({});
});

describe("a tool is not offered whose schema asks for a header", () => {
  const cases: [string, JsonObject][] = [
    ["without a name", schemaOf({ a: argument("string", "") })],
    ["with a name that is none", schemaOf({ a: argument("string", "My Region") })],
    ["with a line break in its name", schemaOf({ a: argument("string", "A\r\nB") })],
    ["for a number", schemaOf({ a: argument("number", "A") })],
    ["for an object", schemaOf({ a: argument("object", "A") })],
    ["twice", schemaOf({ a: argument("string", "A"), b: argument("string", "a") })],
    ["within a list", schemaOf({ a: { type: "array", items: argument("string", "A") } })],
    ["in one of several forms", { oneOf: [schemaOf({ a: argument("string", "A") })] }],
    ["at its top", { type: "object", "x-mcp-header": "A" }],
  ];
  for (const [what, schema] of cases) {
    test(what, () => {
      expect(paramHeaders(schema)).toHaveProperty("problem");
    });
  }
});

test("any text comes out of a header as it went in", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      const value = fieldValue(text);
      expect(new Headers({ a: value }).get("a")).toBe(value);
      const encoded = /^=\?base64\?(.*)\?=$/.exec(value)?.[1];
      const back = encoded === undefined ? value : Buffer.from(encoded, "base64").toString("utf8");
      expect(back).toBe(text.toWellFormed());
    }),
  );
});
