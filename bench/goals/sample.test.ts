import { expect, test } from "bun:test";
import { join } from "node:path";

import { readGoals } from "./golden.ts";
import { sample } from "./sample.ts";

test("a quarter of each half, with one goal of every tool", () => {
  const goals = readGoals(join(import.meta.dir, "single.jsonl"));
  for (const part of ["dev", "report"]) {
    const half = goals.filter((goal) => goal.part === part);
    const few = sample(half);
    expect(few).toHaveLength(half.length / 4);
    expect(new Set(few.map(({ steps }) => steps[0]!.tool)).size).toBe(few.length);
    expect(sample(half)).toEqual(few);
  }
});
