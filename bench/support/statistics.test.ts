import { expect, test } from "bun:test";

import { holds, missedBars } from "./bars.ts";
import { median, percentile, rounded, seeded } from "./statistics.ts";

test("percentiles are values that were measured", () => {
  const samples = Array.from({ length: 100 }, (_, i) => 100 - i);
  expect(percentile(samples, 0.95)).toBe(96);
  expect(median([3, 1, 2])).toBe(2);
  expect(percentile([7], 1)).toBe(7);
  expect(() => median([])).toThrow("no sample was taken");
});

test("four digits are kept", () => {
  expect([rounded(123_456), rounded(0.016934)]).toEqual([123_500, 0.01693]);
});

test("a seed always gives the same numbers, between 0 and 1", () => {
  const [one, other] = [seeded(7), seeded(7)];
  const drawn = Array.from({ length: 1000 }, one);
  expect(drawn).toEqual(Array.from({ length: 1000 }, other));
  expect(drawn.every((value) => value >= 0 && value < 1)).toBe(true);
  expect(new Set(drawn).size).toBeGreaterThan(990);
});

test("a bar is reached exactly at its value; a figure that is absent is a missed one", () => {
  expect([holds({ atMost: 5 }, 5), holds({ atMost: 5 }, 5.1)]).toEqual([true, false]);
  expect([holds({ atLeast: 5 }, 5), holds({ atLeast: 5 }, 4.9)]).toEqual([true, false]);
  expect(missedBars("cold", { rssIdleMb: 61 })).toEqual(["rssIdleMb is 61, its bar is ≤ 60"]);
  expect(missedBars("cold", {})).toEqual(["rssIdleMb was not measured (bar: ≤ 60)"]);
  expect(missedBars("cold", { rssIdleMb: 59 })).toEqual([]);
});
