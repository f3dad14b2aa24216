import { expect, test } from "bun:test";
import fc from "fast-check";

import type { JsonSchema, JsonValue } from "../../kernel/json.ts";
import { createValidator } from "./validator.ts";
import { isSmall } from "./small.ts";

const TYPES = ["string", "number", "integer", "boolean", "array", "object", "null"];
const name = fc.constantFrom("a", "b", "x", "toString", "length");
const leaf = fc.oneof(
  fc.constantFrom<JsonValue>(
    null,
    true,
    false,
    0,
    -0,
    1,
    1.5,
    -3,
    1e21,
    "",
    "a",
    "ab",
    "\u{1F9CA}",
  ),
  fc.string({ maxLength: 4, unit: "binary" }),
);
const { value } = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    leaf,
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(name, tie("value"), { maxKeys: 3 }),
  ),
}));
const size = fc.integer({ min: 0, max: 4 });
const limit = fc.constantFrom(-3, 0, 1, 1.5, 2);
const { schema } = fc.letrec<{ schema: JsonSchema }>((tie) => ({
  schema: fc.oneof(
    { maxDepth: 3, depthSize: "small" },
    fc.boolean(),
    fc.record(
      {
        type: fc.oneof(
          fc.constantFrom(...TYPES),
          fc.uniqueArray(fc.constantFrom(...TYPES), { minLength: 1, maxLength: 3 }),
        ),
        const: value,
        enum: fc.array(value, { minLength: 1, maxLength: 3 }),
        required: fc.uniqueArray(name, { maxLength: 2 }),
        properties: fc.dictionary(name, tie("schema"), { maxKeys: 3 }),
        additionalProperties: fc.boolean(),
        items: tie("schema"),
        minimum: limit,
        maximum: limit,
        exclusiveMinimum: limit,
        exclusiveMaximum: limit,
        minItems: size,
        maxItems: size,
        minLength: size,
        maxLength: size,
      },
      { requiredKeys: [] },
    ) as fc.Arbitrary<JsonSchema>,
  ),
}));

test("the interpreter of small schemas and the library are of one mind", () => {
  const validator = createValidator();
  fc.assert(
    fc.property(schema, fc.array(value, { minLength: 1, maxLength: 5 }), (small, values) => {
      expect(isSmall(small)).toBe(true);
      const library = { allOf: [small] };
      for (const one of values) {
        const fast = validator.mismatch(small, one);
        expect(fast === null).toBe(validator.mismatch(library, one) === null);
      }
    }),
    { numRuns: 400 },
  );
});

test("what is not well formed is left to the library, which says so", () => {
  const validator = createValidator();
  const malformed: unknown[] = [
    { type: "strin" },
    { type: [] },
    { required: ["a", "a"] },
    { minLength: -1 },
    { enum: "a" },
    { properties: [] },
    { properties: { a: 1 } },
  ];
  for (const one of malformed) {
    expect(isSmall(one as JsonValue)).toBe(false);
    expect(validator.invalid(one as JsonSchema)).not.toBeNull();
  }
});
