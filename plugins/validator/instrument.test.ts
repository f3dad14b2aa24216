import { expect, test } from "bun:test";
import { Ajv2020 } from "ajv/dist/2020.js";
import fc from "fast-check";

import type { JsonObject, JsonValue } from "../../kernel/json.ts";
import { createValidator } from "./validator.ts";
import { instrument, SchemaRefused, WORK } from "./instrument.ts";

const name = fc.constantFrom("a", "b", "const", "properties");
const { value } = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom<JsonValue>(null, true, 0, 1, 2.5, "", "a", "abc"),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(name, tie("value"), { maxKeys: 3, noNullPrototype: true }),
  ),
}));
const { schema } = fc.letrec<{ schema: JsonValue }>((tie) => {
  const one = tie("schema");
  const list = fc.array(one, { minLength: 1, maxLength: 2 });
  const named = fc.dictionary(name, one, { maxKeys: 2 });
  return {
    schema: fc.oneof(
      { maxDepth: 2, depthSize: "small" },
      fc.boolean(),
      fc.record(
        {
          type: fc.constantFrom("string", "number", "array", "object"),
          const: value,
          enum: fc.array(value, { minLength: 1, maxLength: 2 }),
          pattern: fc.constantFrom("^a", "b.", "(?=c)"),
          uniqueItems: fc.boolean(),
          required: fc.uniqueArray(name, { maxLength: 2 }),
          properties: named,
          patternProperties: fc.dictionary(fc.constantFrom("^a", "b"), one, { maxKeys: 1 }),
          additionalProperties: one,
          unevaluatedProperties: one,
          propertyNames: one,
          prefixItems: list,
          items: one,
          contains: one,
          unevaluatedItems: one,
          allOf: list,
          anyOf: list,
          oneOf: list,
          not: one,
          if: one,
          // oxlint-disable-next-line unicorn/no-thenable
          then: one,
          else: one,
          dependentSchemas: named,
          dependentRequired: fc.dictionary(name, fc.uniqueArray(name, { maxLength: 2 })),
          default: value,
          $ref: fc.constantFrom("#/$defs/leaf", "#/$defs/wrap"),
        },
        { requiredKeys: [] },
      ) as unknown as fc.Arbitrary<JsonValue>,
    ),
  };
});
const $defs = {
  leaf: { type: "string" },
  wrap: { properties: { a: { $ref: "#/$defs/leaf" }, b: { $ref: "#/$defs/wrap" } } },
};

test("counting work changes no verdict of the library", () => {
  const validator = createValidator();
  const library = new Ajv2020({ strict: false, ownProperties: true, code: { optimize: false } });
  fc.assert(
    fc.property(schema, fc.array(value, { minLength: 1, maxLength: 4 }), (one, values) => {
      const whole = { $defs, allOf: [one] };
      const plain = library.compile(whole);
      for (const data of values) expect(validator.mismatch(whole, data) === null).toBe(plain(data));
    }),
    { numRuns: 100 },
  );
});

test("names that look like keywords stay names, and data stays data", () => {
  const made = instrument({
    properties: { const: { properties: { enum: true } }, properties: {} },
    const: { not: {} },
  }) as JsonObject & { properties: Record<string, JsonObject> };
  expect(Object.keys(made.properties)).toEqual(["const", "properties"]);
  expect(made.properties["const"]).toContainKey(WORK);
  expect(made.properties["properties"]).toContainKey(WORK);
  expect(made["const"]).toEqual({ not: {} });
});

test("a reference may lead to a schema under any name, and not into data", () => {
  const schemas = { components: { schemas: { X: { type: "string" } } } };
  expect(instrument({ ...schemas, $ref: "#/components/schemas/X" })).toBeDefined();
  expect(instrument({ properties: { const: {} }, $ref: "#/properties/const" })).toBeDefined();
  for (const $ref of ["#/const", "#/enum/0", "#/%63onst", "#/properties", "inner#/const"])
    expect(() =>
      instrument({
        $ref,
        const: {},
        enum: [{}],
        properties: { x: { $id: "inner", const: {} } },
      }),
    ).toThrow(SchemaRefused);
});
