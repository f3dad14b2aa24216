import { expect, test } from "bun:test";

import { figuresOf, type Half, named } from "./figures.ts";
import type { Golden } from "./golden.ts";
import type { Attempt } from "./ours.ts";

const goal: Golden = { goal: "g", steps: [{ tool: "t", args: {} }], part: "report" };
const attempt = (solved: boolean, cost = 10): Attempt => ({
  goal,
  solved,
  got: "",
  calls: 1,
  tokens: cost,
  milliseconds: cost,
});
const found = (place: number) => ({ goal, tools: [], place });
const nothing: Half = { single: [], multi: [], retrieved: [], baseline: [], after: [] };

test("shares and means are over what was measured", () => {
  const figures = figuresOf({
    single: [attempt(true), attempt(true), attempt(false), attempt(true)],
    multi: [attempt(false, 20), attempt(true, 30)],
    retrieved: [found(0), found(2), found(-1), found(0)],
    baseline: [attempt(true), attempt(false, 20), attempt(false), attempt(false)],
    after: [attempt(true), attempt(true), attempt(true), attempt(true)],
  });
  expect(figures).toEqual({
    solvedSingle: 0.75,
    solvedMulti: 0.5,
    toolTop1: 0.5,
    toolTop3: 0.75,
    timesConstrainedJson: 3,
    solvedConstrainedJson: 0.25,
    tokensPerGoalConstrainedJson: 12.5,
    millisecondsPerGoalConstrainedJson: 12.5,
    gainFromUse: 0.25,
    solvedSingleAfterUse: 1,
    tokensPerGoal: 15,
    callsPerGoal: 1,
    millisecondsPerGoal: 15,
  });
});

test("a baseline that solves nothing counts as one goal", () => {
  const half = { ...nothing, single: [attempt(true), attempt(true)], baseline: [attempt(false)] };
  expect(figuresOf(half)["timesConstrainedJson"]).toBe(2);
});

test("what was not measured has no figure", () => {
  expect(figuresOf(nothing)).toEqual({});
  expect(Object.keys(named(figuresOf({ ...nothing, multi: [attempt(true)] }), "Dev"))).toEqual([
    "solvedMultiDev",
    "tokensPerGoalDev",
    "callsPerGoalDev",
    "millisecondsPerGoalDev",
  ]);
});
