import { describe, expect, test } from "bun:test";

import { type AccountState, initialAccount } from "../../kernel/fold/account.ts";
import {
  initialRunState,
  OPEN_STEP,
  type PlanState,
  type RunState,
  type StepState,
} from "../../kernel/fold/run-state.ts";
import type { Step } from "../../kernel/plan.ts";
import { courseAfter } from "./when.ts";

const tool = (id: string, name: string): Step => ({
  id,
  intent: "",
  do: { tool: { server: "world", name, args: {} } },
  after: [],
  expect: [],
  learn: {},
});
const failed = (fault: StepState["fault"]): StepState => ({
  ...OPEN_STEP,
  status: "failed",
  fault,
});

function state(steps: Record<string, StepState>, more: Partial<PlanState> = {}): RunState {
  const plan: PlanState = {
    event: "e",
    ground: { kind: "model", name: "", hash: "", slots: {} },
    definition: { steps: [tool("look", "look"), tool("put", "put")], expect: [] },
    tools: {
      world__look: { effect: "read", hash: "", paths: [] },
      world__put: { effect: "keyed", hash: "", paths: [] },
    },
    steps: { look: OPEN_STEP, put: OPEN_STEP, ...steps },
    goal: { judged: false, checks: 0, failures: [] },
    ...more,
  };
  return { ...initialRunState("r"), plan };
}

const account = initialAccount("r");
const kindOf = (state: RunState, errors = 0, spent: AccountState = account) =>
  courseAfter(state, spent, errors).kind;

describe("a model is asked", () => {
  test("about a violated expectation, of a step or of the goal", () => {
    expect(kindOf(state({ put: failed("expectation") }))).toBe("mend");
    const goal = { judged: true, checks: 0, failures: ["no"] };
    expect(kindOf(state({}, { goal }))).toBe("mend");
  });

  test("about the second error of a run", () => {
    expect(kindOf(state({ look: failed("error") }), 1)).toBe("repeat");
    expect(kindOf(state({ look: failed("error") }), 2)).toBe("mend");
    expect(kindOf(state({ put: failed("error") }), 1)).toBe("end");
    expect(kindOf(state({ put: failed("error") }), 2)).toBe("mend");
  });

  test.each([
    [{ steps: 4 }, { steps: 2, calls: 0, tokens: 0, usd: 0 }],
    [{ tokens: 100 }, { steps: 0, calls: 0, tokens: 50, usd: 0 }],
    [{ usd: 0.1 }, { steps: 0, calls: 0, tokens: 0, usd: 0.05 }],
  ])("about a first error when half of %j is spent", (budget, spent) => {
    const limits = { ...account.budget, ...budget };
    const put = state({ put: failed("error") });
    expect(kindOf(put, 1, { ...account, budget: limits, spent })).toBe("mend");
    const less = { ...spent, steps: 1, tokens: 49, usd: 0.04 };
    expect(kindOf(put, 1, { ...account, budget: limits, spent: less })).toBe("end");
  });

  test("about a first error when half of the time is over", () => {
    const budget = { ...account.budget, seconds: 10 };
    const at = (seconds: number) => ({
      ...state({ put: failed("error") }),
      updatedAt: seconds * 1000 * 4096,
    });
    expect(kindOf(at(5), 1, { ...account, budget })).toBe("mend");
    expect(kindOf(at(4.9), 1, { ...account, budget })).toBe("end");
  });
});

describe("no model is asked", () => {
  const violated = { look: failed("expectation") };
  const reasonOf = (state: RunState) => {
    const course = courseAfter(state, account, 1);
    return course.kind === "end" ? course.reason : course.kind;
  };

  test.each(["file", "skill"])("about a plan from a %s", (kind) => {
    const ground = { kind, name: "", hash: "", slots: {} };
    expect(reasonOf(state(violated, { ground }))).toBe(`a plan from a ${kind} is not changed`);
  });

  test("after two plans were replaced", () => {
    const run = state(violated);
    const closed = { ...run.closed, plans: 2 };
    expect(reasonOf({ ...run, closed })).toBe("the plan was replaced twice already");
    expect(reasonOf({ ...run, closed: { ...closed, plans: 1 } })).toBe("mend");
  });

  test("when the budget is what failed", () => {
    expect(reasonOf(state({ look: failed("budget") }))).toBe("the budget is used up");
  });

  test.each<[string, Step]>([
    ["fan-outs", { ...tool("look", "look"), each: "$put.items" }],
    ["child runs", { ...tool("look", "look"), do: { run: { goal: "x" } } }],
    [
      "questions",
      { ...tool("look", "look"), do: { ask: { question: "?", schema: true, to: "" } } },
    ],
    ["waits", { ...tool("look", "look"), do: { wait: { for: "1s" } } }],
  ])("about a plan with %s", (_, step) => {
    const definition = { steps: [step, tool("put", "put")], expect: [] };
    expect(reasonOf(state({ put: failed("expectation") }, { definition }))).toContain(
      "is not mended",
    );
  });
});
