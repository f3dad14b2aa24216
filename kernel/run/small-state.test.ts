import { expect, setDefaultTimeout, test } from "bun:test";

import { type House, openHouse, pluginOf } from "../../bench/support/kernel.ts";
import { call, has } from "../../bench/support/plan.ts";
import { toolServer } from "../../bench/support/tool-server.ts";
import type { Driver } from "../../plugins/contracts/driver.ts";
import { initialRunState } from "../fold/run-state.ts";
import { foldRun } from "../fold/run.ts";
import type { JsonObject } from "../json.ts";

// Hundreds of plans, on a machine that may be busy.
setDefaultTimeout(60_000);

const MOST_BYTES = 200 * 1024;

const echo = toolServer("say", { echo: { run: (args) => args } });

function planNumber(number: number): JsonObject {
  const args = { number, words: "w".repeat(900) };
  return {
    steps: [
      call("a", "say__echo", args, {
        expect: has("number", number),
        learn: { [`fact_${number}`]: "$a.words" },
      }),
      { id: "b", intent: "a pause", do: { wait: { for: "1ms" } }, after: ["a"] },
      call("c", "say__echo", { words: "$a.words" }, { after: ["b"] }),
    ],
    expect: [{ probe: { tool: "say__echo", args: { number } }, ...has("number", number) }],
    answer: `plan ${number}`,
  };
}

/** A driver that has one more plan whenever the last one is used up. */
function persistent(plans: number): Driver {
  const proposal = (number: number) => ({
    plan: planNumber(number),
    ground: { kind: "test", name: "persistent", hash: "0", slots: { number } },
  });
  return {
    name: "goal",
    hash: "0",
    first: async () => proposal(1),
    async next(_, state) {
      const over = state.closed.plans + 1;
      if (over === plans) return { kind: "finish", missing: [] };
      return { kind: "plan", proposal: proposal(over + 1) };
    },
  };
}

function largestOf(house: House, run: string): number {
  let state = initialRunState(run);
  let largest = 0;
  for (const event of house.events(run)) {
    state = foldRun(state, event, house.kernel.runs.services.extensions);
    largest = Math.max(largest, Buffer.byteLength(JSON.stringify(state)));
  }
  expect(state).toEqual(house.state(run));
  return largest;
}

test("a run of three hundred plans in a row keeps its state under 200 KB at every event", async () => {
  const driver = pluginOf("persistent", (host) => host.provide("driver", "goal", persistent(300)));
  await using house = await openHouse({ servers: [echo], plugins: [driver] });
  const report = await house.run(undefined, { goal: "keep going" });
  expect(report.outcome).toBe("done");
  expect(report.answer).toBe("plan 300");
  expect(report.checks).toBe(600);
  const end = house.state(report.run);
  expect(end.plan).toBeNull();
  expect(end.closed.plans).toBe(300);
  expect(largestOf(house, report.run)).toBeLessThanOrEqual(MOST_BYTES);
});

test("what was asked and answered in plans that are over has left the state", async () => {
  const asking = (number: number) => ({
    plan: {
      steps: [
        {
          id: "ask",
          do: {
            ask: {
              question: `Is ${number} right? ${"?".repeat(2000)}`,
              schema: { type: "boolean" },
            },
          },
        },
      ],
    },
    ground: { kind: "test", name: "asking", hash: "0", slots: {} },
  });
  const driver: Driver = {
    name: "goal",
    hash: "0",
    first: async () => asking(0),
    async next(_, { closed }) {
      if (closed.plans === 150) return { kind: "finish", missing: [] };
      return { kind: "plan", proposal: asking(closed.plans + 1) };
    },
  };
  await using house = await openHouse({
    plugins: [pluginOf("asking", (host) => host.provide("driver", driver.name, driver))],
  });
  const run = await house.start(undefined, { goal: "ask a lot" });
  let report = await house.settled(run);
  let answered = 0;
  let largest = 0;
  while (report.standing === "waiting") {
    largest = Math.max(largest, JSON.stringify(house.state(run)).length);
    await house.call("run.answer", { run, value: true });
    answered += 1;
    report = await house.settled(run);
  }
  expect([report.standing, answered]).toEqual(["finished", 151]);
  expect(largest).toBeLessThanOrEqual(MOST_BYTES);
});

test("the largest plan that is taken stays under 200 KB too, and a larger one is refused", async () => {
  await using house = await openHouse({ servers: [echo] });
  const plan = (steps: number, words: string) => ({
    steps: Array.from({ length: steps }, (_, index) => call(`s${index}`, "say__echo", { words })),
  });
  const report = await house.run(plan(300, "w".repeat(80)));
  expect(report.outcome).toBe("incomplete");
  expect(largestOf(house, report.run)).toBeLessThanOrEqual(MOST_BYTES);

  const fans = Array.from({ length: 12 }, (_, index) =>
    call(`f${index}`, "say__echo", { item: "$item" }, { each: "$list.items" }),
  );
  const list = call("list", "say__echo", { items: Array.from({ length: 64 }, () => 0) });
  const wide = await house.run({ steps: [list, ...fans] });
  expect(wide.price["steps"]).toBe(1 + 12 * 64);
  expect(largestOf(house, wide.run)).toBeLessThanOrEqual(MOST_BYTES);

  const before = house.kernel.ledger.lastRow();
  const refusal = await house.start(plan(10, "w".repeat(10_000))).catch((error: unknown) => error);
  expect(refusal).toMatchObject({
    code: "usage",
    message: expect.stringContaining("plan: it has"),
    hint: expect.stringContaining("$goal.input"),
  });
  expect(house.kernel.ledger.lastRow()).toBe(before);
});
