import { describe, expect, test } from "bun:test";

import {
  type Ask,
  initialRunState,
  OPEN_STEP,
  type PlanState,
  type RunState,
  type StepState,
} from "../../kernel/fold/run-state.ts";
import type { JsonValue } from "../../kernel/json.ts";
import { verdict } from "./conclude.ts";

const ended = (step: Partial<StepState>): StepState => ({ ...OPEN_STEP, status: "done", ...step });
const failed = (fault: StepState["fault"], reason: string) =>
  ended({ status: "failed", fault, reason });

interface Scene {
  readonly steps?: Readonly<Record<string, StepState>>;
  readonly goal?: readonly string[];
  readonly stop?: string;
  readonly approval?: JsonValue;
  /** Of a step alone, instead of the whole plan. */
  readonly about?: string;
  readonly stuck?: number;
  readonly closed?: readonly string[];
}

function stateOf({ steps = { a: ended({}) }, goal = [], ...scene }: Scene): RunState {
  const plan: PlanState = {
    event: "e",
    ground: { kind: "file", name: "", hash: "", slots: {} },
    tainted: false,
    definition: { steps: [], expect: [] },
    tools: {},
    steps,
    goal: { judged: true, checks: 0, failures: goal },
  };
  const answer = { value: scene.approval ?? false, by: "person", via: "terminal" };
  const ask: Ask = {
    kind: "approval",
    to: "person",
    question: "",
    schema: true,
    step: scene.about ?? null,
    detail: {},
    expires: null,
    answer: scene.approval === null ? null : answer,
  };
  const state = initialRunState("r");
  return {
    ...state,
    plan,
    stop: scene.stop === undefined ? null : { by: scene.stop, now: false },
    progress: { ...state.progress, stuck: scene.stuck ?? 0 },
    asks: scene.approval === undefined ? {} : { q: ask },
    closed: { ...state.closed, unproved: scene.closed ?? [] },
  };
}

describe("a run ends", () => {
  const cases: readonly [
    name: string,
    scene: Scene,
    missing: readonly string[],
    checks: number,
    outcome: string,
    reason: string,
  ][] = [
    [
      "done when something was checked and nothing lacks",
      {},
      [],
      1,
      "done",
      "all that was expected holds",
    ],
    ["incomplete when nothing was checked", {}, [], 0, "incomplete", "nothing was checked"],
    ["incomplete when something lacks", {}, ["a citation"], 3, "incomplete", "a citation"],
    [
      "incomplete when an expectation does not hold",
      { steps: { a: failed("expectation", "the answer: no x") } },
      [],
      2,
      "incomplete",
      "step a: the answer: no x",
    ],
    [
      "incomplete when the goal's own expectation does not hold",
      { goal: ["files__files_stat: no"] },
      [],
      2,
      "incomplete",
      "the goal's expectation does not hold",
    ],
    [
      "incomplete when an earlier plan left something unproved",
      { closed: ["nothing has checked what step w did"] },
      [],
      5,
      "incomplete",
      "nothing has checked what step w did",
    ],
    [
      "failed when a call failed",
      { steps: { a: failed("error", "no such file") } },
      [],
      3,
      "failed",
      "step a: no such file",
    ],
    [
      "failed when a call failed and an expectation too",
      { steps: { a: failed("expectation", "no"), b: failed("error", "gone") } },
      [],
      3,
      "failed",
      "step a: no",
    ],
    [
      "budget when that ran out, whatever else failed",
      {
        steps: {
          a: failed("error", "gone"),
          b: failed("budget", "the budget of 2 steps is used up"),
        },
      },
      [],
      3,
      "budget",
      "the budget of 2 steps is used up",
    ],
    [
      "denied when the plan was not approved",
      { approval: false },
      [],
      3,
      "denied",
      "the plan was not approved",
    ],
    ["done when the plan was approved", { approval: true }, [], 3, "done", "all that"],
    [
      "done when part of the plan was approved",
      { approval: { steps: ["a"] } },
      [],
      3,
      "done",
      "all that",
    ],
    [
      "denied when a call was not approved, whatever else failed",
      {
        steps: { a: failed("error", "gone"), b: failed("denied", "denied by person") },
        approval: false,
        about: "b",
      },
      [],
      3,
      "denied",
      "step b: denied by person",
    ],
    [
      "incomplete when nobody knows whether an effect happened",
      { steps: { a: { ...OPEN_STEP, status: "doubt" } } },
      [],
      3,
      "incomplete",
      "step a: whether it took effect is not known",
    ],
    [
      "incomplete when it went round in circles, with what failed last",
      { steps: { a: failed("error", "12 calls brought nothing") }, stuck: 2 },
      [],
      3,
      "incomplete",
      "step a: 12 calls brought nothing",
    ],
    ["incomplete when it went round in circles", { stuck: 2 }, [], 3, "incomplete", "nothing came"],
    [
      "stopped when somebody stopped it, before all else",
      { stop: "person", approval: false, steps: { a: failed("budget", "x") } },
      [],
      3,
      "stopped",
      "stopped by person",
    ],
  ];
  for (const [name, scene, missing, checks, outcome, reason] of cases) {
    test(name, () => {
      const end = verdict(stateOf(scene), missing, checks);
      expect(end.outcome as string).toBe(outcome);
      expect(end.reason).toStartWith(reason);
    });
  }

  test("with every gap named, those of steps first", () => {
    const steps = { a: failed("expectation", "no x"), b: failed("expectation", "no y") };
    const end = verdict(
      stateOf({ steps, goal: ["no z"], closed: ["an old gap"] }),
      ["a citation"],
      1,
    );
    expect(end.lacking).toEqual([
      "step a: no x",
      "step b: no y",
      "the goal's expectation does not hold: no z",
      "an old gap",
      "a citation",
    ]);
  });

  test("with the budget as its reason when its driver could not go on for lack of it", () => {
    const end = verdict(stateOf({}), ["the budget of 10 tokens is used up"], 2, true);
    expect([end.outcome, end.reason]).toEqual(["budget", "the budget of 10 tokens is used up"]);
  });
});
