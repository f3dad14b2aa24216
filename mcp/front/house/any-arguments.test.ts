import { expect, test } from "bun:test";
import fc from "fast-check";

import { openFront, textIn } from "../../../bench/support/front-house.ts";
import type { JsonObject } from "../../../kernel/json.ts";

const FIELDS = [
  "goal",
  "dir",
  "tool",
  "tools",
  "args",
  "plan",
  "run",
  "address",
  "step",
  "wait",
  "from",
];

const args = fc.dictionary(
  fc.oneof(fc.constantFrom(...FIELDS), fc.string()),
  fc.oneof(
    fc.constantFrom(
      "@",
      "/",
      "",
      "x@1",
      "a:b",
      "result://x",
      "run://x",
      "glassbox__run_answer",
      -1,
      1e9,
    ),
    fc.jsonValue(),
  ),
  { maxKeys: 4 },
);

test("whatever a caller sends is answered, with a sentence where it cannot be done", async () => {
  await using house = await openFront();
  await using client = await house.connect({ era: "legacy" });
  const names = (await client.tools()).map(({ name }) => name);
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...names), args, async (name, given) => {
      const result = await client.call(name, given as JsonObject);
      expect(textIn(result).length).toBeGreaterThan(0);
      if (result.isError) expect(textIn(result)).not.toMatch(/TypeError|at \/|\.ts:\d/);
    }),
    { numRuns: 150 },
  );
});
