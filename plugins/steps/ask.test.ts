import { afterAll, beforeAll, describe, expect, test } from "bun:test";

import { type House, openHouse } from "../../bench/support/kernel.ts";
import { call, has } from "../../bench/support/plan.ts";
import { differences } from "../../bench/support/replayed.ts";
import { createWorld } from "../../bench/support/world-server.ts";
import type { JsonObject, JsonValue } from "../../kernel/json.ts";

const world = createWorld();
let house: House;
beforeAll(async () => {
  house = await openHouse({ servers: [world.server] });
});
afterAll(() => house[Symbol.asyncDispose]());

const asking = (ask: JsonObject): JsonObject => ({
  steps: [
    { id: "who", intent: "Ask for a name", do: { ask: { question: "Which lamp?", ...ask } } },
    call("a", "world__look", { name: "$who" }, { expect: has("name", "desk") }),
  ],
});
const answer = (run: string, value: JsonValue, more: JsonObject = {}) =>
  house.call("run.answer", { run, value, ...more });

describe("a question to a person", () => {
  test("waits without holding anything, and its answer is a value like any other", async () => {
    const waiting = await house.run(asking({ schema: { type: "string" } }));
    expect([waiting.standing, waiting.outcome]).toEqual(["waiting", null]);
    expect(waiting.asks).toMatchObject([{ kind: "question", question: "Which lamp?" }]);
    await answer(waiting.run, "desk");
    const report = await house.settled(waiting.run);
    expect(report.outcome).toBe("done");
  });

  test("refuses an answer that does not fit, and goes on waiting", async () => {
    const { run } = await house.run(asking({ schema: { enum: ["desk", "floor"] } }));
    const length = house.events(run).length;
    const refusal = await answer(run, "ceiling").catch((error: unknown) => error);
    expect(refusal).toMatchObject({
      code: "usage",
      message: expect.stringContaining("the answer does not fit"),
      hint: expect.stringContaining('"floor"'),
    });
    expect(house.events(run)).toHaveLength(length);
    await answer(run, "desk");
    expect((await house.settled(run)).outcome).toBe("done");
  });

  test("takes one answer: the second is told whose was first", async () => {
    const { run, asks } = await house.run({
      steps: [
        { id: "one", do: { ask: { question: "One?" } } },
        { id: "two", do: { ask: { question: "Two?" } } },
      ],
    });
    const [first] = asks.map(({ ask }) => String(ask));
    await answer(run, "yes", { ask: first! });
    const late = await answer(run, "no", { ask: first! }).catch((error: unknown) => error);
    expect(late).toMatchObject({
      code: "conflict",
      message: `${first} was answered by person already`,
    });
    const vague = await answer(run, "no", { ask: "nothing" }).catch((error: unknown) => error);
    expect(vague).toMatchObject({ code: "not_found", hint: expect.stringContaining("it asks") });
  });

  test("that expires fails its step, without anybody", async () => {
    const expires = new Date(Date.now() + 30).toISOString();
    const report = await house.run(asking({ expires }));
    // An ask that can expire is watched: the run goes on by itself.
    const end = report.outcome === null ? await ended(report.run) : report;
    expect([end.outcome, end.reason]).toEqual([
      "failed",
      "step who: the question was not answered in time",
    ]);
    const expiry = house.events(report.run).find(({ type }) => type === "ask.answered")!;
    expect(expiry.data).toMatchObject({ value: null, by: "expiry" });
  });

  test("is in everybody's inbox until it is answered", async () => {
    const { run } = await house.run(asking({}));
    const inbox = async () =>
      (await house.call<{ inbox: JsonObject[] }>("status.show", {})).inbox.filter(
        (one) => one["run"] === run,
      );
    expect(await inbox()).toMatchObject([{ question: "Which lamp?", kind: "question" }]);
    await answer(run, "desk");
    await house.settled(run);
    expect(await inbox()).toEqual([]);
  });
});

describe("a plan that changes something", () => {
  const plan = {
    steps: [
      call(
        "a",
        "world__put",
        { name: "lamp", value: "on" },
        {
          expect: [
            { probe: { tool: "world__look", args: { name: "lamp" } }, ...has("value", "on") },
          ],
        },
      ),
    ],
  };

  test("is shown to a person once, with the class of each effect, before anything is called", async () => {
    world.calls.length = 0;
    const { asks, standing } = await house.run(plan);
    expect(standing).toBe("waiting");
    expect(asks).toMatchObject([
      {
        kind: "approval",
        detail: { effects: [{ tool: "world__put", effect: "keyed", undoable: false }] },
      },
    ]);
    expect(world.calls).toEqual([]);
  });

  test("goes on when it is approved, by a grant for just that call, once", async () => {
    const { run } = await house.run(plan);
    await answer(run, true);
    expect((await house.settled(run)).outcome).toBe("done");
    const grants = house.kernel.runs.account(run).grants;
    const args = { properties: { name: { const: "lamp" }, value: { const: "on" } } };
    const allows = [{ tool: "world__put", args, count: 1, used: 1, undoable: false }];
    expect(grants).toMatchObject([{ run, expires: null, allows }]);
  });

  test("ends denied when it is not, with nothing called", async () => {
    world.calls.length = 0;
    const { run } = await house.run(plan);
    await answer(run, false);
    const report = await house.settled(run);
    expect([report.outcome, report.reason]).toEqual(["denied", "the plan was not approved"]);
    expect(world.calls).toEqual([]);
  });

  test("takes one answer, also when two come at the same moment", async () => {
    for (const first of [true, false]) {
      world.calls.length = 0;
      const { run, asks } = await house.run(plan);
      const both = await Promise.allSettled([answer(run, first), answer(run, !first)]);
      expect(both.map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
      expect(both[1]).toMatchObject({ reason: { code: "conflict" } });
      const report = await house.settled(run);
      expect(report.outcome).toBe(first ? "done" : "denied");
      const ask = String(asks[0]!["ask"]);
      const told = house.events(run).filter(({ data }) => data?.["ask"] === ask);
      expect(told.map(({ type }) => type)).toEqual(["ask.opened", "ask.answered"]);
      const given = house.events(run).filter(({ type }) => type === "grant.given");
      expect(given).toHaveLength(first ? 1 : 0);
    }
  });

  test("takes no other answer than yes or no", async () => {
    const { run } = await house.run(plan);
    await expect(answer(run, "sure")).rejects.toMatchObject({ code: "usage" });
  });
});

/** Resolves with the report once the run is over. */
async function ended(run: string) {
  for (;;) {
    const report = await house.settled(run);
    if (report.outcome !== null) return report;
    await Bun.sleep(5);
  }
}

test("whatever was done here can be done again from its record", async () => {
  expect(await differences(house)).toEqual([]);
}, 60_000);
