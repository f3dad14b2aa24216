import { describe, expect, test } from "bun:test";

import type { JsonSchema } from "../../kernel/json.ts";
import { createValidator } from "../validator/validator.ts";
import { isVacuous } from "./vacuous.ts";

const validator = createValidator();

describe("accepts anything, and counts as none", () => {
  const schemas: readonly JsonSchema[] = [
    {},
    true,
    { type: "object" },
    { type: ["object", "string"] },
    { required: ["text"] },
    { required: ["text", "content"] },
    { type: "object", required: ["text"], properties: { text: { type: "string" } } },
    { not: false },
    { not: { not: {} } },
    { not: { not: { type: "object" } } },
    { anyOf: [{ required: ["ok"] }, {}] },
    { anyOf: [{ type: "object" }, { type: "string" }] },
    { allOf: [{}, true, { type: "object" }] },
    { oneOf: [true, false] },
    { oneOf: [{ type: "object" }, { type: "array" }] },
    { properties: { a: true } },
    { properties: { a: {} } },
    { properties: { a: { anyOf: [{ type: "string" }, { not: { type: "string" } }] } } },
    { minProperties: 0 },
    { additionalProperties: true },
    { patternProperties: { "^a": true } },
    { propertyNames: { type: "string" } },
    { if: { required: ["ok"] }, then: {}, else: true },
    { if: { required: ["ok"] }, then: { required: ["ok"] } },
    { if: true, then: { type: "object" } },
    { dependentRequired: {} },
    { $defs: { any: {} }, $ref: "#/$defs/any" },
    { description: "must be right", title: "strict" },
    { maxProperties: 1000 },
    { properties: { text: { minLength: 0 } } },
    { properties: { text: { type: "string" } } },
    { anyOf: [{ properties: { ok: { const: true } }, required: ["ok"] }, { required: ["text"] }] },
  ];
  for (const schema of schemas) {
    test(JSON.stringify(schema), () => expect(isVacuous(schema, validator)).toBe(true));
  }
});

describe("accepts whatever is only text, and counts as none", () => {
  const schemas: readonly JsonSchema[] = [
    { properties: { ok: { const: true } } },
    { not: { required: ["error"] } },
    { if: { required: ["count"] }, then: { required: ["items"] }, else: { required: ["text"] } },
    { properties: { count: { minimum: 1 } }, patternProperties: { "^n": { type: "number" } } },
  ];
  for (const schema of schemas) {
    test(JSON.stringify(schema), () => expect(isVacuous(schema, validator)).toBe(true));
  }
});

describe("expects something", () => {
  const schemas: readonly JsonSchema[] = [
    false,
    { not: {} },
    { required: ["ok"] },
    { properties: { ok: { const: true } }, required: ["ok"] },
    { properties: { text: { const: "done" } }, required: ["text"] },
    { properties: { text: { pattern: "^Created" } } },
    { properties: { text: { minLength: 1 } } },
    { properties: { count: { type: "integer", minimum: 1 } }, required: ["count"] },
    { properties: { items: { type: "array", minItems: 1 } }, required: ["items"] },
    { enum: [{ ok: true }] },
    { const: { count: 0 } },
    { minProperties: 1, required: ["ok"] },
    { anyOf: [{ required: ["ok"] }, { required: ["done"] }] },
    { additionalProperties: false, properties: { ok: true } },
    {
      $defs: { ok: { const: true } },
      properties: { ok: { $ref: "#/$defs/ok" } },
      required: ["ok"],
    },
    { type: "array" },
  ];
  for (const schema of schemas) {
    test(JSON.stringify(schema), () => expect(isVacuous(schema, validator)).toBe(false));
  }
});
