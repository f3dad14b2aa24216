import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { type House, openHouse } from "../../bench/support/kernel.ts";
import { call, has } from "../../bench/support/plan.ts";
import { openPlanningHouse } from "../../bench/support/planning-house.ts";
import { replayed } from "../../bench/support/replayed.ts";
import { createWorld } from "../../bench/support/world-server.ts";
import type { JsonObject } from "../../kernel/json.ts";
import { type ScriptedCall, scriptedPlugin } from "../model-scripted/index.ts";

// Second houses are built here, on a machine that may be busy.
setDefaultTimeout(60_000);

const world = createWorld({
  slow: {
    run: async ({ name }) => {
      await Bun.sleep(Number(name));
      return { name: name ?? null };
    },
  },
  list: {
    run: ({ count }) => ({ items: Array.from({ length: Number(count) }, (_, n) => `i${n}`) }),
  },
});
const PLAN = '{"steps":[{"tool":"files__files_read","args":{"path":"inbox.md"}}]}';

let house: House;
beforeAll(async () => {
  house = await openHouse({ servers: [world.server] });
});
afterAll(() => house[Symbol.asyncDispose]());

const look = (id: string, name: string, more: JsonObject = {}) =>
  call(id, "world__look", { name }, { expect: [has("name", name)], ...more });
const put = (id: string, name: string, more: JsonObject = {}) =>
  call(id, "world__put", { name, value: "on" }, more);

/** All that was made in the house is made again; what came from outside is counted as such. */
async function expectSame(run: string, outside = 0): Promise<void> {
  const { events, compared, difference } = await replayed(house, run);
  expect(difference).toBeNull();
  expect(compared).toBe(events - outside);
  expect(events).toBeGreaterThan(5);
}

test("a parallel plan, its answers in the order in which they came", async () => {
  const slow = (id: string, name: string) =>
    call(id, "world__slow", { name }, { expect: [has("name", name)] });
  const { run, outcome } = await house.run({
    steps: [
      slow("a", "40"),
      slow("b", "5"),
      slow("c", "20"),
      look("end", "x", { after: ["a", "b", "c"] }),
    ],
  });
  expect(outcome).toBe("done");
  const finished = house.events(run).filter(({ type }) => type === "tool.finished");
  expect(finished.map(({ data }) => data?.["step"])).toEqual(["b", "c", "a", "end"]);
  await expectSame(run);
});

test("a run with effects, what stood in its folder, and the looks that prove them", async () => {
  const { run, outcome } = await house.run(
    {
      steps: [
        call("w", "files__files_write", { path: "a.txt", content: "one\n" }),
        call("p", "world__put_declared", { name: "lamp", value: "on" }, { after: ["w"] }),
      ],
    },
    { yes: true, allow: ["world__put_declared", "files__files_write"] },
  );
  expect(outcome).toBe("done");
  // The folder is another one by now, and that changes nothing.
  writeFileSync(join(house.dir, "a.txt"), "two\n");
  await expectSame(run);
});

test("a run of five hundred events", async () => {
  const { run, outcome } = await house.run({
    steps: [
      call("all", "world__list", { count: 250 }),
      call("each", "world__look", { name: "$item" }, { each: "$all.items" }),
      look("end", "x", { after: ["each"] }),
    ],
  });
  expect([outcome, house.events(run).length > 500]).toEqual(["done", true]);
  await expectSame(run);
});

test("a child run, with an approval and a question of its own", async () => {
  const plan = {
    steps: [
      { id: "which", do: { ask: { question: "Which?", schema: { type: "string" } } } },
      put("s", "$$which", { after: ["which"] }),
      look("l", "lamp", { after: ["s"] }),
    ],
  };
  const run = await house.start({
    steps: [
      look("first", "a"),
      { id: "child", do: { run: { goal: "a part", plan } }, after: ["first"] },
    ],
  });
  for (const value of [true, "lamp"]) {
    const { asks } = await house.settled(run);
    await house.call("run.answer", { run, ask: asks[0]!["ask"] ?? "", value });
  }
  await house.settled(run);
  // Two answers, and the grant that comes with a yes.
  await expectSame(run, 3);
});

test("calls that fail, that are made again, and that end the run", async () => {
  const { run, outcome } = await house.run(
    { steps: [call("b", "world__break", { name: "x" }), look("l", "y")] },
    { allow: ["world__break"] },
  );
  expect(outcome).toBe("failed");
  await expectSame(run);
});

test("an expectation that does not hold, looked at twice", async () => {
  const probe: JsonObject = {
    probe: { tool: "world__look", args: { name: "door" } },
    matches: { required: ["value"], properties: { value: { const: "on" } } },
  };
  const { run, outcome } = await house.run(
    { steps: [call("lie", "world__lie", { name: "door", value: "on" }, { expect: [probe] })] },
    { allow: ["world__lie"] },
  );
  expect(outcome).toBe("incomplete");
  expect(house.events(run).filter(({ type }) => type === "tool.intended").length).toBe(3);
  await expectSame(run);
});

test("a wait, and a result that is too large for an event", async () => {
  const { run, outcome } = await house.run({
    steps: [
      { id: "pause", do: { wait: { for: "300ms" } } },
      call("all", "world__list", { count: 20_000 }, { after: ["pause"] }),
      look("end", "x", { after: ["all"] }),
    ],
    answer: "${all.items[19999]}",
  });
  expect(outcome).toBe("done");
  expect(house.events(run).some(({ data }) => typeof data?.["whole"] === "string")).toBe(true);
  await expectSame(run);
});

test("a run that a person stops while calls are under way", async () => {
  const run = await house.start({
    steps: [call("a", "world__slow", { name: "150" }), look("b", "x", { after: ["a"] })],
  });
  await Bun.sleep(30);
  await house.call("run.stop", { run, now: true });
  expect((await house.settled(run)).outcome).toBe("stopped");
  await expectSame(run, 1);
});

test.each(["small", "large"] as const)(
  "a run that a %s model plans, from its recorded words",
  async (size) => {
    const script = ({ schema }: ScriptedCall) => {
      if (schema === null) return "1. read it";
      const { enum: lines } = schema as { enum?: readonly string[] };
      return lines ? JSON.stringify(lines[0]) : PLAN;
    };
    await using planning = await openPlanningHouse(script, size);
    const { house: own, scripted } = planning;
    writeFileSync(join(own.dir, "inbox.md"), "milk\n");
    const { run, outcome } = await own.run(undefined, { goal: "Read inbox.md" });
    const asked = scripted.calls.length;
    expect([outcome, asked > 0]).toEqual(["done", true]);
    const { compared, events, difference } = await replayed(own, run);
    expect(difference).toBeNull();
    // The note of which model it was is the only event that nobody makes again.
    expect(compared).toBe(events - 1);
    expect(scripted.calls.length).toBe(asked);
  },
);

test("a run whose tools an embedder ranked, from the vectors that the home has kept", async () => {
  let embedded = 0;
  const embed = (text: string) => {
    embedded += 1;
    return [text.length, text.split("e").length, 1];
  };
  const script = ({ schema }: ScriptedCall) => (schema === null ? "1. read it" : PLAN);
  const models = { name: "models", load: async () => (await import("../models/index.ts")).plugin };
  await using own = await openHouse({
    without: ["skills"],
    plugins: [models, scriptedPlugin(script, { parameters: 4e9, embed })],
    config: { models: { default: "scripted/any", embedder: "scripted/vectors" } },
  });
  writeFileSync(join(own.dir, "inbox.md"), "milk\n");
  const { run, outcome } = await own.run(undefined, { goal: "Read inbox.md" });
  const before = embedded;
  expect([outcome, before > 0]).toEqual(["done", true]);
  expect((await replayed(own, run)).difference).toBeNull();
  expect(embedded).toBe(before);
});
