import { afterAll, beforeAll, beforeEach, describe, expect, test } from "bun:test";

import { type House, openHouse, pluginOf, type RunOptions } from "../../bench/support/kernel.ts";
import { call, has } from "../../bench/support/plan.ts";
import { createWorld } from "../../bench/support/world-server.ts";
import type { JsonObject } from "../json.ts";
import { systemClock } from "../../plugins/house/clock.ts";

let minutes = 0;
let answerNow = () => {};
const world = createWorld({
  /** Answers when the test says so. */
  wait: {
    async run() {
      await new Promise<void>((resolve) => (answerNow = resolve));
      return { ok: true };
    },
  },
  /** A minute passes while it works. */
  slow: {
    run() {
      minutes += 1;
      return { ok: true };
    },
  },
  hang: {
    async run(_, { signal }) {
      await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
      return { ok: true };
    },
  },
});
const careful = pluginOf("careful", (host) =>
  host.reflex((pending) =>
    pending.args["name"] === "bomb"
      ? { rule: "careful", fault: "error", reason: "no bombs in this house" }
      : null,
  ),
);

let house: House;
beforeAll(async () => {
  house = await openHouse({ servers: [world.server], plugins: [careful] });
});
afterAll(() => house[Symbol.asyncDispose]());
beforeEach(() => {
  world.things.clear();
  world.calls.length = 0;
});

const look = (id: string, name = id) =>
  call(id, "world__look", { name }, { expect: has("name", name) });
const change = (tool: string, name = "lamp", value = "on", id = "change") =>
  call(
    id,
    tool,
    { name, value },
    {
      expect: [{ probe: { tool: "world__look", args: { name } }, ...has("value", value) }],
    },
  );
const run = (steps: JsonObject[], options?: RunOptions) => house.run({ steps }, options);

describe("the budget", () => {
  test("of steps ends the run, and not one call more is made", async () => {
    const report = await run([look("a"), look("b"), look("c"), look("d")], {
      budget: { steps: 2 },
    });
    expect([report.outcome, report.reason]).toEqual(["budget", "the budget of 2 steps is used up"]);
    expect(world.calls).toHaveLength(2);
    const fired = house.events(report.run).filter(({ type }) => type === "reflex.fired");
    expect(fired[0]!.data).toMatchObject({ rule: "budget" });
  });

  test("that is just enough is enough", async () => {
    expect((await run([look("a"), look("b")], { budget: { steps: 2 } })).outcome).toBe("done");
  });

  test("of seconds ends the run before the next call", async () => {
    const plan = { steps: [call("a", "world__slow"), { ...look("b"), after: ["a"] }] };
    const clock = { ...systemClock, now: () => Date.now() + minutes * 60_000 };
    await using own = await openHouse({ servers: [world.server], clock });
    const report = await own.run(plan, { budget: { seconds: 50 } });
    expect([report.outcome, report.reason]).toEqual([
      "budget",
      "the budget of 50 seconds is used up",
    ]);
    expect(world.calls).toEqual(["slow"]);
  });

  test("of nothing allows nothing", async () => {
    const report = await run([look("a")], { budget: { steps: 0 } });
    expect([report.outcome, world.calls.length]).toEqual(["budget", 0]);
  });
});

describe("a reflex of a plugin", () => {
  test("forbids a call before it is made, and says why", async () => {
    const report = await run([look("a"), { ...look("b", "bomb"), after: ["a"] }]);
    expect([report.outcome, report.reason]).toEqual(["failed", "step b: no bombs in this house"]);
    expect(world.calls).toEqual(["look a"]);
    const events = house.events(report.run);
    expect(events.find(({ type }) => type === "reflex.fired")!.data).toMatchObject({
      rule: "careful",
      step: "b",
    });
    expect(events.filter(({ type }) => type === "tool.intended")).toHaveLength(1);
  });
});

describe("a read-only run", () => {
  test("takes no plan that may change something", async () => {
    const before = house.kernel.ledger.lastRow();
    const refusal = await run([change("world__put")], { access: "read" }).catch((error) => error);
    expect(refusal).toMatchObject({
      code: "usage",
      message: 'plan: step "change": world__put may change something, and this run may only read',
    });
    expect(house.kernel.ledger.lastRow()).toBe(before);
  });
});

describe("what a person allows beforehand", () => {
  test("--yes covers what can be undone", async () => {
    const write = call("w", "files__files_write", { path: "a.md", content: "x" });
    expect((await run([write], { yes: true })).outcome).toBe("done");
  });

  for (const tool of ["world__send", "world__send_file", "world__put"]) {
    test(`--yes does not cover ${tool}, which nothing can undo: it waits for a person`, async () => {
      const report = await run([change(tool)], { yes: true });
      expect(report.standing).toBe("waiting");
      expect(report.asks[0]!["detail"]).toMatchObject({ effects: [{ tool, undoable: false }] });
      expect(world.calls).toEqual([]);
    });
  }

  test("--yes and --allow are refused from a client that a model speaks through", async () => {
    const input = { goal: "x", dir: house.dir, plan: { steps: [look("a")] } };
    const words: JsonObject[] = [{ yes: true }, { allow: ["world__*"] }];
    for (const word of words) {
      const started = house.call("run.start", { ...input, ...word }, { via: "mcp" });
      await expect(started).rejects.toMatchObject({
        code: "usage",
        message: expect.stringContaining("a person's word"),
      });
    }
  });

  test("--allow covers the tools it names", async () => {
    expect((await run([change("world__send")], { allow: ["world__send"] })).outcome).toBe("done");
    const other = await run([change("world__put")], { allow: ["world__send"] });
    expect(other.standing).toBe("waiting");
  });

  test("--allow with a pattern covers only calls whose arguments fit", async () => {
    const allow = ["world__send:name=lamp"];
    expect((await run([change("world__send", "lamp")], { allow })).outcome).toBe("done");
    world.calls.length = 0;
    const report = await run([change("world__send", "door")], { allow });
    expect(report.standing).toBe("waiting");
    expect(report.asks).toMatchObject([
      {
        step: "change",
        question: expect.stringContaining("no approval covers world__send with these arguments"),
      },
    ]);
    expect(world.calls).toEqual([]);
  });

  test("--allow in a wrong form is refused with the form", async () => {
    await expect(run([look("a")], { allow: ["everything"] })).rejects.toMatchObject({
      code: "usage",
      message: expect.stringContaining("server__tool:pattern"),
    });
  });
});

describe("a call that does not end", () => {
  test("is cancelled at its deadline and fails its step", async () => {
    await using own = await openHouse({ servers: [world.server], callTimeout: 200 });
    const report = await own.run({ steps: [call("a", "world__hang")] });
    expect([report.outcome, report.reason]).toEqual([
      "failed",
      "step a: world__hang: no answer within 0.2 s",
    ]);
    expect(own.kernel.runs.account(report.run).open).toEqual({});
  });

  test("is cancelled when the run is stopped now", async () => {
    const started = await house.start({
      steps: [call("a", "world__hang"), { ...look("b"), after: ["a"] }],
    });
    while (!world.calls.includes("hang")) await Bun.sleep(1);
    await house.call("run.stop", { run: started, now: true });
    const report = await house.settled(started);
    expect([report.outcome, report.reason]).toEqual(["stopped", "stopped by person"]);
    expect(world.calls).toEqual(["hang"]);
  });
});

describe("stopping", () => {
  test("hears out what is under way, and begins nothing more", async () => {
    const started = await house.start({
      steps: [call("a", "world__wait"), { ...look("b"), after: ["a"] }],
    });
    while (!world.calls.includes("wait")) await Bun.sleep(1);
    await house.call("run.stop", { run: started });
    expect((await house.call("run.report", { run: started }))["outcome"]).toBeNull();
    answerNow();
    const report = await house.settled(started);
    expect([report.outcome, world.calls]).toEqual(["stopped", ["wait"]]);
    const finished = house.events(started).filter(({ type }) => type === "tool.finished");
    expect(finished.map(({ data }) => data!["ok"])).toEqual([true]);
  });

  test("what is over already is refused", async () => {
    const report = await run([look("a")]);
    const length = house.events(report.run).length;
    const refusal = await house.call("run.stop", { run: report.run }).catch((error) => error);
    expect(refusal).toMatchObject({ code: "conflict", message: `run ${report.run} is over: done` });
    expect(house.events(report.run)).toHaveLength(length);
  });
});
