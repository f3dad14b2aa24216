import { afterAll, beforeAll, describe, expect, test } from "bun:test";

import { verify } from "../../bench/support/verify.ts";
import { type House, openHouse, type Report } from "../../bench/support/kernel.ts";
import { call, has } from "../../bench/support/plan.ts";
import { createWorld } from "../../bench/support/world-server.ts";
import { isObject, type JsonObject, type JsonValue } from "../../kernel/json.ts";

const world = createWorld();
let house: House;
let first: Report;
let last: Report;
beforeAll(async () => {
  house = await openHouse({ servers: [world.server] });
  world.things.set("lamp", "on");
  first = await house.run(lookPlan("lamp"), { goal: "look at the lamp" });
  last = await house.run(lookPlan("door"), { goal: "look at the door" });
});
afterAll(() => house[Symbol.asyncDispose]());

function lookPlan(name: string): JsonObject {
  return {
    steps: [
      call(
        "look",
        "world__look",
        { name },
        { intent: "Look", expect: has("name", name), learn: { was: "$look.value" } },
      ),
      call(
        "again",
        "world__look",
        { name: "$look.name" },
        { intent: "Look again", expect: has("value", "on") },
      ),
    ],
    answer: "it is ${again.value}",
  };
}

const refusalOf = (promise: Promise<unknown>) =>
  promise.then(
    () => ({ code: "none", message: "", hint: "" }),
    (error: unknown) => error as { code: string; message: string; hint: string },
  );

describe("a run is named", () => {
  const nameOf = async (run: string) => (await house.call("run.report", { run }))["run"];

  test("by its id, by the start of it, and the last one by @", async () => {
    expect(await nameOf(first.run)).toBe(first.run);
    expect(await nameOf(String(first["label"]))).toBe(first.run);
    expect(await nameOf("@")).toBe(last.run);
    expect(await nameOf("")).toBe(last.run);
  });

  test("by a label that no other run shares", () => {
    const labels = [first["label"], last["label"]].map(String);
    expect(labels[0]).not.toBe(labels[1]);
    for (const label of labels) expect(label.length).toBeGreaterThanOrEqual(4);
  });

  test("and a wrong name is not found, with the nearest one", async () => {
    const typo = `${first.run.slice(0, -1)}_`;
    const refusal = await refusalOf(nameOf(typo));
    expect(refusal.code).toBe("not_found");
    expect(refusal.message).toBe(`there is no run ${typo} (did you mean "${first.run}"?)`);
    expect(refusal.hint).toBe("glassbox runs ls lists them");
  });
});

describe("run.follow", () => {
  test("sends every event once, from where it was asked to, and the plan as it goes", async () => {
    const run = await house.start(lookPlan("lamp"));
    const events: JsonObject[] = [];
    const progress: JsonObject[] = [];
    const emit = (part: JsonValue) => {
      if (!isObject(part)) return;
      if (part["kind"] === "event") events.push(part["event"] as JsonObject);
      if (part["kind"] === "progress") progress.push(part);
    };
    const report = await house.call<Report>("run.follow", { run, after: 2 }, { emit });
    expect(report.outcome).toBe("done");
    expect(events.map(({ n }) => n)).toEqual(
      house
        .events(run)
        .slice(2)
        .map(({ bseq }) => bseq),
    );
    expect(events.at(-1)).toMatchObject({ type: "run.finished", run });
    expect(progress.length).toBeGreaterThan(0);
    expect(progress[0]).toMatchObject({
      steps: [{ id: "look", intent: "Look", total: 1 }, { id: "again" }],
    });
  });

  test("ends with the client that leaves, and the run goes on", async () => {
    const run = await house.start({ steps: [{ id: "a", do: { wait: { for: "60ms" } } }] });
    const leaving = new AbortController();
    const following = house.call<Report>("run.follow", { run }, { signal: leaving.signal });
    leaving.abort();
    expect((await following).standing).toBe("running");
    expect((await house.settled(run)).outcome).toBe("incomplete");
  });
});

describe("run.show", () => {
  test("shows the state at any event", async () => {
    const { run } = first;
    const length = house.events(run).length;
    const shown = await house.call("run.show", { run });
    expect(shown).toMatchObject({ run, at: length, length, event: { type: "run.finished" } });
    const early = await house.call("run.show", { run: `${run}@4` });
    expect(early).toMatchObject({
      at: 4,
      state: { plan: null, goal: { text: "look at the lamp" } },
      plan: null,
    });
    expect(early["account"]).toMatchObject({ spent: { calls: 0 } });
    const step = await house.call("run.show", { run: `${run}@look` });
    expect(step["plan"]).toMatchObject({
      steps: [
        { id: "look", status: "done" },
        { id: "again", status: "open" },
      ],
    });
  });

  test("keeps the plan in view when the run is over", async () => {
    const { plan } = await house.call<{ plan: JsonObject }>("run.show", { run: first.run });
    expect(plan["steps"]).toMatchObject([
      { id: "look", status: "done", checks: 1 },
      { id: "again", status: "done" },
    ]);
  });

  test("refuses an event or a step that there is none of", async () => {
    const { run } = first;
    const length = house.events(run).length;
    const beyond = await refusalOf(house.call("run.show", { run: `${run}@${length + 1}` }));
    expect(beyond).toMatchObject({
      code: "usage",
      message: `run ${run} has no event ${length + 1}`,
      hint: `it has the events 1 to ${length}`,
    });
    const step = await refusalOf(house.call("run.show", { run: `${run}@loook` }));
    expect(step).toMatchObject({ code: "not_found", hint: "its steps are look, again" });
  });
});

describe("run.why", () => {
  test("says what led to a step: its call, its inputs, the facts, the rule, the checks", async () => {
    const why = await house.call("run.why", { run: `${first.run}@again` });
    const source = house
      .events(first.run)
      .find(({ type, data }) => type === "tool.finished" && data!["step"] === "look")!;
    expect(why).toMatchObject({
      step: "again",
      intent: "Look again",
      status: "done",
      call: { tool: "world__look", args: { name: "lamp" }, effect: "read" },
      inputs: [
        { argument: "tool.args.name", reference: "$look.name", from: "look", event: source.id },
      ],
      facts: [{ name: "was", value: "on", trust: "tool" }],
      ground: { kind: "file" },
      rule: expect.stringContaining("it follows look"),
      expectations: [{ held: true }],
    });
    expect((why["events"] as JsonObject[]).map(({ type }) => type)).toEqual([
      "tool.intended",
      "tool.finished",
      "expect.met",
    ]);
  });

  test("says which expectation did not hold", async () => {
    const why = await house.call("run.why", { run: `${last.run}@again` });
    expect(why["expectations"]).toMatchObject([
      { held: false, failures: [expect.stringContaining("value")] },
    ]);
  });

  test("wants a step", async () => {
    expect(await refusalOf(house.call("run.why", { run: first.run }))).toMatchObject({
      code: "usage",
      message: `${first.run} names no step`,
    });
    expect(await refusalOf(house.call("run.why", { run: `${first.run}@1` }))).toMatchObject({
      code: "usage",
    });
  });
});

describe("the lists", () => {
  test("have the newest run first, with how each ended", async () => {
    const { runs } = await house.call<{ runs: JsonObject[] }>("runs.list", {});
    const places = [last.run, first.run].map((run) => runs.findIndex((row) => row["run"] === run));
    expect(places[0]!).toBeLessThan(places[1]!);
    expect(runs.find((row) => row["run"] === last.run)).toMatchObject({
      outcome: "incomplete",
      standing: "finished",
      goal: "look at the door",
    });
  });

  test("leave out a run that was removed; its events stay", async () => {
    const { run } = await house.run(lookPlan("lamp"));
    await house.call("runs.remove", { run });
    const { runs } = await house.call<{ runs: JsonObject[] }>("runs.list", {});
    expect(runs.map((row) => row["run"])).not.toContain(run);
    expect(house.events(run).length).toBeGreaterThan(0);
    expect(verify(house.kernel.ledger).ok).toBe(true);
  });

  test("a run that is not over is not removed", async () => {
    const { run } = await house.run({ steps: [{ id: "q", do: { ask: { question: "?" } } }] });
    expect(await refusalOf(house.call("runs.remove", { run }))).toMatchObject({ code: "conflict" });
    await house.call("run.stop", { run });
    await house.settled(run);
    expect(await house.call("runs.remove", { run })).toEqual({ run });
  });

  test("the log has each event once, in order, and can be read in pieces", async () => {
    const read = async (input: JsonObject) => {
      const ids: string[] = [];
      const emit = (part: JsonValue) =>
        void ids.push(String(((part as JsonObject)["event"] as JsonObject)["id"]));
      return {
        ...(await house.call<{ cursor: number; count: number }>("log.read", input, { emit })),
        ids,
      };
    };
    const whole = await read({ run: first.run });
    expect(whole.ids).toEqual(house.events(first.run).map(({ id }) => id));
    const start = await read({ run: first.run, limit: 4 });
    const rest = await read({ run: first.run, after: start.cursor });
    expect([...start.ids, ...rest.ids]).toEqual(whole.ids);
  });
});
