import { expect, test } from "bun:test";

import { didYouMean, nearest } from "./suggest.ts";

const VERBS = ["run.start", "run.stop", "runs.list", "tools.find"];

test("a slip of the keys finds the name that was meant", () => {
  expect(nearest("run.strat", VERBS)).toBe("run.start");
  expect(didYouMean("Tools.Fnd", VERBS)).toBe(' (did you mean "tools.find"?)');
});

test("a word that is no slip of any name finds none", () => {
  expect(nearest("everything", VERBS)).toBeNull();
  expect(didYouMean("", VERBS)).toBe("");
});

test("a word far longer than every name is compared with none of them", () => {
  // Letter by letter this would be a thousand million steps for each name.
  const names = Array.from({ length: 1000 }, (_, at) => `name_${at}`.padEnd(200, "x"));
  expect(nearest("x".repeat(5_000_000), names)).toBeNull();
});
