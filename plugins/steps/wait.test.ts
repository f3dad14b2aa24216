import { afterAll, beforeAll, describe, expect, test } from "bun:test";

import { type House, openHouse } from "../../bench/support/kernel.ts";
import { call, has } from "../../bench/support/plan.ts";
import { differences } from "../../bench/support/replayed.ts";
import { createWorld } from "../../bench/support/world-server.ts";
import type { JsonObject } from "../../kernel/json.ts";

const world = createWorld();
let house: House;
beforeAll(async () => {
  house = await openHouse({ servers: [world.server] });
});
afterAll(() => house[Symbol.asyncDispose]());

const waiting = (wait: JsonObject, before: JsonObject[] = []): JsonObject => ({
  steps: [
    ...before,
    { id: "pause", do: { wait }, after: before.map(({ id }) => id ?? "") },
    call("a", "world__look", { name: "lamp" }, { after: ["pause"], expect: has("name", "lamp") }),
  ],
});

describe("a wait", () => {
  test("for a while passes", async () => {
    const report = await house.run(waiting({ for: "20ms" }));
    expect(report.outcome).toBe("done");
    const pause = house.events(report.run).filter(({ data }) => data?.["step"] === "pause");
    expect(pause.map(({ type }) => type)).toEqual(["step.started", "step.finished"]);
  });

  test("until a time that has passed is over at once", async () => {
    const report = await house.run(waiting({ until: "2020-01-01T00:00:00Z" }));
    expect(report.outcome).toBe("done");
  });

  test("until a time that an earlier step named", async () => {
    const at = new Date(Date.now() + 10).toISOString();
    world.things.set("meeting", at);
    const report = await house.run(
      waiting({ until: "$when.value" }, [call("when", "world__look", { name: "meeting" })]),
    );
    expect(report.outcome).toBe("done");
  });

  test("until something that is no time fails with the value", async () => {
    world.things.set("meeting", "soon");
    const report = await house.run(
      waiting({ until: "$when.value" }, [call("when", "world__look", { name: "meeting" })]),
    );
    expect(report.outcome).toBe("failed");
    expect(report.reason).toContain('"soon" is no time');
  });

  test("for an event takes one that comes later, not one of the past", async () => {
    const run = await house.start(waiting({ event: { type: "goal.set" } }));
    while (house.state(run).plan?.steps["pause"]?.status !== "running") await Bun.sleep(1);
    const other = await house.start(waiting({ for: "1ms" }));
    expect((await house.settled(run)).outcome).toBe("done");
    const { data } = house.events(run).find(({ type }) => type === "step.finished")!;
    const event = house.kernel.ledger.get(String((data!["value"] as JsonObject)["event"]))!;
    expect([event.type, event.branch]).toEqual(["goal.set", other]);
  });

  test("for a run ends with it, also when it was over before", async () => {
    const over = await house.run(waiting({ for: "1ms" }));
    expect((await house.run(waiting({ run: over.run }))).outcome).toBe("done");
    const slow = await house.start(waiting({ for: "30ms" }));
    expect((await house.run(waiting({ run: slow }))).outcome).toBe("done");
    expect(house.state(slow).outcome).toBe("done");
  });

  test("for the answer of another run's question", async () => {
    const { run, asks } = await house.run({
      steps: [{ id: "q", do: { ask: { question: "Well?" } } }],
    });
    const waiter = await house.start(waiting({ answer: String(asks[0]!["ask"]) }));
    await house.call("run.answer", { run, value: "yes" });
    expect((await house.settled(waiter)).outcome).toBe("done");
  });

  test("is called off when the run is stopped", async () => {
    const run = await house.start(waiting({ for: "1h" }));
    while (house.state(run).plan?.steps["pause"]?.status !== "running") await Bun.sleep(1);
    await house.call("run.stop", { run });
    expect((await house.settled(run)).outcome).toBe("stopped");
  });
});

test("whatever was done here can be done again from its record", async () => {
  expect(await differences(house)).toEqual([]);
}, 60_000);
