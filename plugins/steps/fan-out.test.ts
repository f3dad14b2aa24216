import { afterAll, beforeAll, describe, expect, test } from "bun:test";

import { type House, openHouse } from "../../bench/support/kernel.ts";
import { call, has } from "../../bench/support/plan.ts";
import { differences } from "../../bench/support/replayed.ts";
import { toolServer } from "../../bench/support/tool-server.ts";
import { initialRunState, type RunState } from "../../kernel/fold/run-state.ts";
import { foldRun } from "../../kernel/fold/run.ts";
import type { JsonObject } from "../../kernel/json.ts";

const MOST_BYTES = 200 * 1024;

let calls: number[] = [];
const numbers = toolServer("numbers", {
  count: { run: ({ to }) => ({ items: Array.from({ length: Number(to) }, (_, index) => index) }) },
  square: {
    run({ of, bad }) {
      calls.push(Number(of));
      if (of === bad) throw new Error(`${String(of)} cannot be squared`);
      return { square: Number(of) ** 2, note: "x".repeat(500) };
    },
  },
  list: { run: ({ value }) => ({ value: value ?? null }) },
});

let house: House;
beforeAll(async () => {
  house = await openHouse({ servers: [numbers] });
});
afterAll(() => house[Symbol.asyncDispose]());

const squares = (to: number, more: JsonObject = {}): JsonObject => ({
  steps: [
    call(
      "count",
      "numbers__count",
      { to },
      {
        expect: {
          matches: {
            required: ["items"],
            properties: { items: { type: "array" } },
            minProperties: 1,
          },
        },
      },
    ),
    call("square", "numbers__square", { of: "$item", ...more }, { each: "$count.items" }),
    call("all", "numbers__list", { value: "$square[*].square" }),
  ],
  answer: "${all.value}",
});

/** The state after every event of a run, folded from the start. */
function* statesOf(run: string): Generator<RunState> {
  let state = initialRunState(run);
  for (const event of house.events(run)) {
    state = foldRun(state, event);
    yield state;
  }
}

describe("a step that fans out", () => {
  for (const total of [0, 1, 64, 65, 500]) {
    test(`over ${total} elements does each once, in order for whoever reads them`, async () => {
      calls = [];
      const report = await house.run(squares(total));
      expect(report.outcome).toBe("done");
      const all = Array.from({ length: total }, (_, index) => index);
      expect(calls.toSorted((a, b) => a - b)).toEqual(all);
      expect(JSON.parse(report.answer)).toEqual(all.map((index) => index ** 2));
      for (const state of statesOf(report.run))
        expect(JSON.stringify(state).length).toBeLessThanOrEqual(MOST_BYTES);
    });
  }

  test("makes each element an effect of its own, with its own intent and result", async () => {
    const { run } = await house.run(squares(70));
    const steps = house
      .events(run)
      .filter(
        ({ type, data }) => type === "tool.intended" && String(data!["step"]).startsWith("square."),
      )
      .map(({ data }) => data!["step"]);
    expect(new Set(steps).size).toBe(70);
    expect(steps).toContain("square.69");
  });

  test("can be judged element by element", async () => {
    const plan = {
      steps: [
        call("count", "numbers__count", { to: 5 }),
        call(
          "square",
          "numbers__square",
          { of: "$item" },
          {
            each: "$count.items",
            expect: { matches: { required: ["square"], properties: { square: { maximum: 9 } } } },
          },
        ),
      ],
    };
    const report = await house.run(plan);
    expect(report.outcome).toBe("incomplete");
    expect(report.reason).toStartWith("step square.4: the answer: square");
  });

  test("over what is no list fails with the reference", async () => {
    const plan = {
      steps: [
        call("one", "numbers__list", { value: { not: "a list" } }),
        call("each", "numbers__square", { of: "$item" }, { each: "$one.value" }),
      ],
    };
    const report = await house.run(plan);
    expect([report.outcome, report.reason]).toEqual([
      "failed",
      "step each: $one.value is not a list",
    ]);
  });

  test("may fan out over the results of another", async () => {
    const plan = {
      steps: [
        call("count", "numbers__count", { to: 3 }),
        call("square", "numbers__square", { of: "$item" }, { each: "$count.items" }),
        call("again", "numbers__square", { of: "$item.square" }, { each: "$square" }),
        call(
          "all",
          "numbers__list",
          { value: "$again[*].square" },
          { expect: has("value", [0, 1, 16]) },
        ),
      ],
    };
    expect((await house.run(plan)).outcome).toBe("done");
  });
});

describe("an element that fails", () => {
  test("ends the run failed with its name, and no new element is begun", async () => {
    calls = [];
    const report = await house.run(squares(500, { bad: 20 }));
    expect(report.outcome).toBe("failed");
    expect(report.reason).toStartWith("step square.20:");
    expect(report.reason).toContain("20 cannot be squared");
    const events = house.events(report.run);
    const failed = events.findIndex(
      ({ type, data }) => type === "tool.finished" && data?.["then"] === "close" && !data["ok"],
    );
    expect(failed).toBeGreaterThan(0);
    // What is under way then is heard out; a call that failed once was tried once more before.
    expect(events.slice(failed).filter(({ type }) => type === "tool.intended")).toEqual([]);
    const { open } = house.kernel.runs.account(report.run);
    expect(open).toEqual({});
  });
});

test("whatever was done here can be done again from its record", async () => {
  expect(await differences(house)).toEqual([]);
}, 60_000);
