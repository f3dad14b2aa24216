import { afterAll, beforeAll, beforeEach, describe, expect, test } from "bun:test";

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
beforeEach(() => {
  world.things.clear();
  world.calls.length = 0;
});

const look = (name: string) => call("look", "world__look", { name }, { expect: has("name", name) });
const child = (plan: JsonObject, more: JsonObject = {}): JsonObject => ({
  id: "child",
  do: { run: { goal: "do a part", plan } },
  ...more,
});

const childrenOf = (run: string) =>
  house.kernel.ledger
    .branches({ root: run })
    .map(({ id }) => id)
    .filter((id) => id !== run);

describe("a child run", () => {
  test("is a run of its own whose end is the step's result", async () => {
    const report = await house.run({
      steps: [
        child({ steps: [look("lamp")], answer: "it is there" }),
        call(
          "end",
          "world__look",
          { name: "$child.answer" },
          { expect: has("name", "it is there") },
        ),
      ],
    });
    expect(report.outcome).toBe("done");
    const [id] = childrenOf(report.run);
    expect(house.state(id!)).toMatchObject({
      outcome: "done",
      root: report.run,
      parent: { run: report.run, step: "child", depth: 1 },
    });
  });

  test("that does not end done fails the step with its reason", async () => {
    const report = await house.run({
      steps: [
        child({
          steps: [call("look", "world__look", { name: "x" }, { expect: has("name", "y") })],
        }),
      ],
    });
    const [id] = childrenOf(report.run);
    expect(report.outcome).toBe("failed");
    expect(report.reason).toStartWith(`step child: run ${id}: step look: the answer: name`);
  });

  test("with a bad plan fails the step, with nothing of it on record", async () => {
    const report = await house.run({ steps: [child({ steps: [look("lamp"), look("lamp")] })] });
    expect(report.reason).toBe('step child: plan: two steps are called "look"');
    expect(childrenOf(report.run)).toEqual([]);
  });

  test("gets values of its parent, and refers to its own steps with the dollar doubled", async () => {
    world.things.set("which", "lamp").set("lamp", "on");
    const plan = {
      steps: [
        call("one", "world__look", { name: "$which.value" }),
        call("two", "world__look", { name: "$$one.value" }, { expect: has("name", "on") }),
      ],
    };
    const which = call("which", "world__look", { name: "which" }, { expect: has("value", "lamp") });
    const report = await house.run({ steps: [which, child(plan)] });
    expect(report.outcome).toBe("done");
    expect(world.calls).toEqual(["look which", "look lamp", "look on"]);
  });

  test("spends its parent's budget", async () => {
    const plan = { steps: [look("a"), { ...look("b"), id: "more" }] };
    const report = await house.run(
      { steps: [look("lamp"), child(plan, { after: ["look"] })] },
      { budget: { steps: 2 } },
    );
    const [id] = childrenOf(report.run);
    expect(house.state(id!).outcome).toBe("budget");
    expect(report.outcome).not.toBe("done");
    expect(world.calls).toHaveLength(2);
  });

  test("has none of its parent's approvals: it asks, and everybody sees that the tree waits", async () => {
    const change = call(
      "put",
      "world__put",
      { name: "lamp", value: "on" },
      {
        expect: [{ probe: { tool: "world__look", args: { name: "lamp" } }, ...has("value", "on") }],
      },
    );
    const parent = await house.run(
      { steps: [child({ steps: [change] })] },
      { allow: ["world__*"] },
    );
    expect(parent.standing).toBe("waiting");
    const [id] = childrenOf(parent.run);
    expect(parent.asks).toMatchObject([{ run: id!, kind: "approval" }]);
    await house.call("run.answer", { run: parent.run, value: true });
    await house.settled(id!);
    expect(house.state(id!).outcome).toBe("done");
    expect(house.kernel.runs.account(parent.run).grants).toMatchObject([
      { run: parent.run },
      { run: id!, allows: [{ tool: "world__put", count: 1, used: 1 }] },
    ]);
  });

  test("that asks is seen beside what its parent asks, and each is answered by its name", async () => {
    const asking = { steps: [{ id: "ask", do: { ask: { question: "The child's?" } } }] };
    const parent = await house.run({
      steps: [child(asking), { id: "own", do: { ask: { question: "The parent's?" } } }],
    });
    expect(parent.standing).toBe("waiting");
    expect(parent.asks.map(({ question }) => question)).toEqual(["The parent's?", "The child's?"]);
    const vague = await house.call("run.answer", { run: parent.run, value: "x" }).catch((e) => e);
    expect(vague).toMatchObject({ code: "not_found", hint: expect.stringContaining(", ") });
    for (const { ask } of parent.asks)
      await house.call("run.answer", { run: parent.run, ask: ask!, value: "x" });
    const report = await house.settled(parent.run);
    expect(report.reason).toContain("nothing was checked");
  });

  test("may not be nested deeper than five", async () => {
    const nested = (depth: number): JsonObject =>
      depth === 0
        ? { steps: [look("bottom")] }
        : { steps: [look("level"), child(nested(depth - 1))] };
    expect((await house.run(nested(5))).outcome).toBe("done");
    world.calls.length = 0;
    const report = await house.run(nested(6));
    expect(report.outcome).toBe("failed");
    expect(report.reason).toEndWith("runs may start runs 5 deep, no deeper");
    expect(world.calls).not.toContain("look bottom");
  });

  test("of a read-only run may only read", async () => {
    const change = call("put", "world__put", { name: "lamp", value: "on" });
    const report = await house.run({ steps: [child({ steps: [change] })] }, { access: "read" });
    expect(report.reason).toContain("world__put may change something, and this run may only read");
  });

  test("is stopped with its parent", async () => {
    const slow = { steps: [{ id: "pause", do: { wait: { for: "1h" } } }] };
    const run = await house.start({ steps: [child(slow)] });
    while (childrenOf(run).length === 0) await Bun.sleep(1);
    const [id] = childrenOf(run);
    await house.call("run.stop", { run });
    expect((await house.settled(run)).outcome).toBe("stopped");
    expect((await house.settled(id!)).outcome).toBe("stopped");
  });
});

test("whatever was done here can be done again from its record", async () => {
  expect(await differences(house)).toEqual([]);
}, 60_000);
