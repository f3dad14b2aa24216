import { afterAll, beforeAll, describe, expect, test } from "bun:test";

import { type House, openHouse } from "../../bench/support/kernel.ts";
import { call, has } from "../../bench/support/plan.ts";
import { createWorld } from "../../bench/support/world-server.ts";
import { isObject, type JsonObject, type JsonValue } from "../../kernel/json.ts";

const world = createWorld();
let house: House;
beforeAll(async () => {
  house = await openHouse({ servers: [world.server] });
});
afterAll(() => house[Symbol.asyncDispose]());

const look = (id: string, after: readonly string[] = []) =>
  call(id, "world__look", { name: id }, { expect: has("name", id), after: [...after] });
const plan = { steps: [look("a"), look("b", ["a"])] };
const budget = { steps: 40, modelCalls: 5, usd: 0.1 };

describe("a budget", () => {
  test("is told live and at the end: what was granted, and what is spent and reserved of it", async () => {
    const run = await house.start(plan, { budget });
    const spent: unknown[] = [];
    const emit = (part: JsonValue) => {
      if (!isObject(part) || part["kind"] !== "progress") return;
      const view = part["budget"] as unknown as { granted: JsonObject; spent: { steps: number } };
      expect(view.granted).toMatchObject({ ...budget, tokens: null, seconds: null });
      spent.push(view.spent.steps);
    };
    const report = await house.call("run.follow", { run }, { emit });
    expect(report["budget"]).toMatchObject({
      granted: budget,
      spent: { steps: 2, modelCalls: 0, tokens: 0, usd: 0, seconds: expect.any(Number) },
      reserved: { steps: 0, tokens: 0, usd: 0 },
    });
    expect(spent.at(-1)).toBe(2);
  });

  test("is shown as it was at any event", async () => {
    const run = await house.start(plan, { budget });
    await house.settled(run);
    const spentAt = async (address: string) =>
      ((await house.call("run.show", { run: address }))["budget"] as JsonObject)["spent"];
    expect(await spentAt(`${run}@3`)).toMatchObject({ steps: 0 });
    expect(await spentAt(`${run}@a`)).toMatchObject({ steps: 1 });
    expect(await spentAt(run)).toMatchObject({ steps: 2 });
  });

  test("that a child has is its own; when it is over, its parent's counts for both", async () => {
    const child = {
      id: "child",
      do: { run: { goal: "look", plan: { steps: [look("c")] }, budget: { steps: 3 } } },
    };
    const parent = await house.run({ steps: [child] }, { budget: { steps: 10 } });
    const started = house.events(parent.run).find(({ type }) => type === "step.started")!;
    const { run } = started.data!["detail"] as { run: string };
    expect(parent["budget"]).toMatchObject({ granted: { steps: 10 }, spent: { steps: 1 } });
    expect((await house.call("run.report", { run }))["budget"]).toBeNull();
    const length = house.events(run).length;
    const shown = await house.call("run.show", { run: `${run}@${length - 1}` });
    expect(shown["budget"]).toMatchObject({ granted: { steps: 3 }, spent: { steps: 1 } });
  });
});

test("a report names the events that show what it claims", async () => {
  const report = await house.run(plan);
  const met = house.events(report.run).filter(({ type }) => type === "expect.met");
  expect(report["evidence"]).toEqual(met.map(({ id }) => id));
  expect(met).toHaveLength(2);
  const waiting = await house.run({ steps: [{ id: "q", do: { ask: { question: "?" } } }] });
  expect(waiting["evidence"]).toEqual([]);
  await house.call("run.stop", { run: waiting.run });
});
