import { describe, expect, test } from "bun:test";
import fc from "fast-check";

import type { JsonObject } from "../../../kernel/json.ts";
import { argumentPaths, put } from "./call.ts";

const key = fc
  .string({ minLength: 1 })
  .filter((name) => !/[.[\]]/.test(name) && !/^\d+$/.test(name));
const args = fc
  .dictionary(
    key,
    fc.oneof(
      fc.string(),
      fc.integer(),
      fc.boolean(),
      fc.array(fc.string(), { minLength: 1, maxLength: 3 }),
      fc.array(fc.dictionary(key, fc.string(), { minKeys: 1, maxKeys: 3 }), {
        minLength: 1,
        maxLength: 3,
      }),
    ),
  )
  .map((value) => JSON.parse(JSON.stringify(value)) as JsonObject);

test("arguments that are taken apart and put together again are the same", () => {
  fc.assert(
    fc.property(args, (value) => {
      const again = {};
      for (const [path, one] of argumentPaths(value)) put(again, path, one);
      expect(JSON.stringify(again)).toBe(JSON.stringify(value));
    }),
    { numRuns: 1000 },
  );
});

describe("a path through what every object has", () => {
  for (const path of [
    "__proto__.polluted",
    "constructor.prototype.polluted",
    "a.__proto__.polluted",
    "toString.call",
  ])
    test(`${path} makes members of its own, and changes no other object`, () => {
      const target = {};
      put(target, path, "yes");
      expect(argumentPaths(target)).toEqual([[path, "yes"]]);
      expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
      expect(typeof {}.toString.call).toBe("function");
    });
});
