import { expect, test } from "bun:test";

import { examplesThatFit } from "./fit.ts";

const EXAMPLES = ["a".repeat(320), "b".repeat(320), "c".repeat(320)];
const needed = { characters: 320, outputTokens: 100 };

test("a large window holds all examples, a small one the nearest, a tiny one none", () => {
  expect(examplesThatFit(EXAMPLES, 8192, needed)).toEqual(EXAMPLES);
  expect(examplesThatFit(EXAMPLES, 420, needed)).toEqual(EXAMPLES.slice(0, 2));
  expect(examplesThatFit(EXAMPLES, 210, needed)).toEqual([]);
});
