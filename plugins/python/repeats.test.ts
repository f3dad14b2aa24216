import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";

import { type House, newHome, openHouse } from "../../bench/support/kernel.ts";
import { call } from "../../bench/support/plan.ts";
import { answerOf, approving, below, running } from "../../bench/support/program-runs.ts";
import { programServer, type Reach } from "../../bench/support/program-server.ts";
import { toolServer } from "../../bench/support/tool-server.ts";
import { Shop } from "../../bench/support/shop.ts";
import type { JsonValue } from "../../kernel/json.ts";

setDefaultTimeout(30_000);

type Written = (reach: Reach) => Promise<JsonValue>;

/** A run of a program that has sent one thing and waits for a yes to the next, whose kernel leaves then. */
async function left(home: string, shop: Shop, first: Written): Promise<string> {
  const servers = [shop.server(), programServer({ order: first })];
  await using house = await openHouse({ home, servers, isBare: true });
  const run = await house.start(running("order"));
  await house.settled(run);
  await house.call("run.answer", { run, value: true });
  expect((await house.settled(run)).standing).toBe("waiting");
  expect(shop.calls).toHaveLength(1);
  return run;
}

/** The same run in a kernel where the program is executed again, and is `second` now. */
async function resumed(home: string, shop: Shop, run: string, second: Written): Promise<House> {
  const servers = [shop.server(), programServer({ order: second })];
  const house = await openHouse({ home, servers, isBare: true });
  await house.call("run.resume", { run });
  return house;
}

const sending =
  (...items: readonly string[]): Written =>
  async ({ call: use }) => {
    for (const item of items) await use("shop__send", { item });
    return "sent";
  };

const sent = ({ calls }: Shop) => calls.map((one) => one.split(" ")[1]!);

describe("a program that is executed again", () => {
  test("has clocks and random numbers from the same seed, and what it sent is not sent anew", async () => {
    using home = newHome();
    const shop = new Shop();
    const fixed: JsonValue[] = [];
    const seen =
      (sends: Written): Written =>
      (reach) => {
        fixed.push(reach.meta["dev.glassbox/fixed"] ?? null);
        return sends(reach);
      };
    const order = seen(sending("a", "b"));
    const run = await left(home.path, shop, order);
    await using house = await resumed(home.path, shop, run, order);
    await approving(house, run);
    expect(sent(shop)).toEqual(["a", "b"]);
    expect(fixed).toEqual([
      { seed: expect.any(Number), epoch: expect.any(Number) },
      fixed[0]!,
    ] as JsonValue[]);
    expect(answerOf(house, run)).toMatchObject({ ok: true });
  });

  test.each([
    ["with other arguments", sending("x", "b")],
    [
      "and not shop__send",
      async ({ call: use }: Reach) => {
        await use("shop__order", { item: "a" });
        return use("shop__send", { item: "b" });
      },
    ],
  ])("and calls something else, %s, is stopped before it has an effect", async (words, second) => {
    using home = newHome();
    const shop = new Shop();
    const run = await left(home.path, shop, sending("a", "b"));
    await using house = await resumed(home.path, shop, run, second);
    // The person is still asked about what the first execution wanted, and does not answer.
    for (let look = 0; look < 400 && house.state(run).outcome === null; look++) await Bun.sleep(25);
    expect(sent(shop)).toEqual(["a"]);
    const { outcome, reason, asks } = await house.settled(run);
    expect({ outcome, asks }).toEqual({ outcome: "failed", asks: [] });
    expect(house.state(below(house, run)).outcome).toBe("stopped");
    expect(reason).toContain("was executed again and did not repeat itself: call 0 is");
    expect(reason).toContain(words);
  });

  test("and comes to its end before it has called anything leaves no run below open", async () => {
    using home = newHome();
    const shop = new Shop();
    const run = await left(home.path, shop, sending("a", "b"));
    const broken = () => Promise.reject(new Error("broken"));
    await using house = await resumed(home.path, shop, run, broken);
    for (let look = 0; look < 400 && house.state(run).outcome === null; look++) await Bun.sleep(25);
    const { outcome, asks } = await house.settled(run);
    expect({ outcome, asks }).toEqual({ outcome: "failed", asks: [] });
    expect(sent(shop)).toEqual(["a"]);
    expect(house.state(below(house, run)).outcome).not.toBeNull();
  });
});

describe("calls of one program", () => {
  test("are made one after the other, also where it does not wait for them", async () => {
    const shop = new Shop();
    const order: Written = async ({ call: use }) =>
      Promise.all(["a", "b", "c"].map((item) => use("shop__look", { item })));
    const servers = [shop.server(), programServer({ order })];
    await using house = await openHouse({ servers, isBare: true });
    const { run } = await house.run(running("order"));
    expect(answerOf(house, run)).toMatchObject({
      ok: true,
      view: { value: [{ item: "a" }, { item: "b" }, { item: "c" }] },
    });
  });

  test("are not made any more once it is over", async () => {
    const shop = new Shop();
    const order: Written = async ({ call: use }) => {
      await use("shop__look", { item: "a" });
      void use("shop__send", { item: "b" }).catch(() => {});
      return "gone";
    };
    const servers = [shop.server(), programServer({ order })];
    await using house = await openHouse({ servers, isBare: true });
    const run = await house.start(running("order"), { allow: ["shop__send"] });
    expect((await house.settled(run)).standing).toBe("finished");
    expect(house.state(below(house, run)).outcome).not.toBeNull();
  });
});

describe("programs beside each other", () => {
  const order: Written = async ({ call: use, meta }) => {
    const before = await use("shop__look", { item: "x" });
    await use("shop__send", { item: String(meta["dev.glassbox/effectId"]) });
    return before;
  };

  test("in one run have a run each, and each of its effects is made once", async () => {
    const shop = new Shop();
    const servers = [shop.server(), programServer({ order })];
    await using house = await openHouse({ servers, isBare: true });
    const one = (id: string) => call(id, "python__python_run", { code: "order", tools: ["*"] });
    const steps = ["a", "b", "c", "d"].map(one);
    const run = await house.start({ steps }, { allow: ["shop__send"], budget: { steps: 30 } });
    await approving(house, run);
    expect(new Set(sent(shop)).size).toBe(4);
    expect(shop.calls).toHaveLength(4);
  });

  test("for each element of a list too", async () => {
    const shop = new Shop();
    const list = toolServer("list", { all: { run: () => ({ items: [1, 2, 3] }) } });
    const servers = [shop.server(), list, programServer({ order })];
    await using house = await openHouse({ servers, isBare: true });
    const args = { code: "order", tools: ["*"] };
    const all = call("all", "python__python_run", args, { after: ["list"] });
    const steps = [call("list", "list__all", {}), { ...all, each: "$list.items" }];
    const run = await house.start({ steps }, { allow: ["shop__send"] });
    await approving(house, run);
    expect(new Set(sent(shop)).size).toBe(3);
    const children = new Set(
      house
        .events(run)
        .filter(({ type }) => type === "tool.deferred")
        .map(({ data }) => JSON.stringify(data!["handle"])),
    );
    expect(children.size).toBe(3);
  });
});

test("a program for which nothing of the budget is left is told so, and its step ends", async () => {
  const shop = new Shop();
  const order: Written = ({ call: use }) => use("shop__look", { item: "a" });
  const servers = [shop.server(), programServer({ order })];
  await using house = await openHouse({ servers, isBare: true });
  const report = await house.run(running("order"), { budget: { steps: 1 } });
  expect(report.standing).toBe("finished");
  expect(report.reason).toContain("budget");
});

test("a program whose run below cannot begin is told so, and its step ends", async () => {
  const servers = [new Shop().server()];
  let dir = "";
  const order: Written = ({ call: use }) => {
    rmSync(dir, { recursive: true });
    return use("shop__look", { item: "a" });
  };
  await using house = await openHouse({
    servers: [...servers, programServer({ order })],
    isBare: true,
  });
  dir = join(house.dir, "gone");
  mkdirSync(dir);
  const run = await house.start(running("order"), { dir, access: "read" });
  for (let look = 0; look < 400 && house.state(run).outcome === null; look++) await Bun.sleep(25);
  expect(house.state(run).outcome).toBe("failed");
});
