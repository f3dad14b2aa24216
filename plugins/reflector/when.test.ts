import { describe, expect, test } from "bun:test";

import {
  type AccountState,
  type Budget,
  initialAccount,
  type Spent,
} from "../../kernel/fold/account.ts";
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
    tainted: false,
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

/** An account of one run with these limits. */
function limited(budget: Partial<Budget>, spent: Partial<Spent> = {}, active = 0): AccountState {
  const own = account.runs["r"]!;
  const run = {
    ...own,
    budget: { ...own.budget, ...budget },
    spent: { ...own.spent, ...spent },
  };
  return { ...account, runs: { r: run }, active };
}
const kindOf = (state: RunState, errors = 0, spent: AccountState = account) =>
  courseAfter(state, spent, errors).kind;

describe("a model is asked", () => {
  test("about a violated expectation, of a step or of the goal", () => {
    expect(kindOf(state({ put: failed("expectation") }))).toBe("mend");
    const goal = { judged: true, checks: 0, failures: ["no"] };
    expect(kindOf(state({}, { goal }))).toBe("mend");
  });

  test("about the second error of a run", () => {
    expect(kindOf(state({ look: failed("error") }), 1)).toBe("mend");
    expect(kindOf(state({ look: failed("error") }), 2)).toBe("mend");
    expect(kindOf(state({ put: failed("error") }), 1)).toBe("end");
    expect(kindOf(state({ put: failed("error") }), 2)).toBe("mend");
  });

  test.each<[Partial<Budget>, Partial<Spent>]>([
    [{ steps: 4 }, { steps: 2 }],
    [{ modelCalls: 2 }, { modelCalls: 1 }],
    [{ tokens: 100 }, { tokens: 50 }],
    [{ usd: 0.1 }, { usd: 0.05 }],
  ])("about a first error when half of %j is spent", (budget, spent) => {
    const put = state({ put: failed("error") });
    expect(kindOf(put, 1, limited(budget, spent))).toBe("mend");
    const less = Object.entries(spent).map(([name, amount]) => [name, amount * 0.99]);
    expect(kindOf(put, 1, limited(budget, Object.fromEntries(less)))).toBe("end");
  });

  test("about a first error when half of the time is over, since the last event too", () => {
    const put = state({ put: failed("error") });
    const at = (seconds: number) => limited({ seconds: 10 }, {}, seconds * 1000);
    expect(kindOf(put, 1, at(5))).toBe("mend");
    expect(kindOf(put, 1, at(4.9))).toBe("end");
    const later = { ...put, updatedAt: 200 * 4096 };
    expect(kindOf(later, 1, { ...at(4.9), last: 100 })).toBe("mend");
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
