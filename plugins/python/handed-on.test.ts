import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { existsSync } from "node:fs";
import { join } from "node:path";

import { type House, openHouse } from "../../bench/support/kernel.ts";
import { call } from "../../bench/support/plan.ts";
import { approving, below, running } from "../../bench/support/program-runs.ts";
import { programServer } from "../../bench/support/program-server.ts";
import { Shop } from "../../bench/support/shop.ts";
import { toolServer } from "../../bench/support/tool-server.ts";
import type { JsonObject } from "../../kernel/json.ts";

setDefaultTimeout(30_000);

const python = programServer({
  send: async ({ call: use }) => use("shop__send", { item: "a" }),
  both: async ({ call: use }) => {
    await use("shop__look", { item: "a" });
    return use("shop__send", { item: "a" });
  },
  look: async ({ call: use }) => use("shop__look", { item: "a" }),
});
const page = { ...toolServer("page", { read: { run: () => ({ word: "send" }) } }), trusted: false };
const outside = page as unknown as ReturnType<typeof toolServer>;

const open = (shop: Shop) => openHouse({ servers: [shop.server(), outside, python], isBare: true });
const program = (id: string, code: string, more: JsonObject = {}) =>
  call(id, "python__python_run", { code, tools: ["shop__*"] }, more);

const whyAsked = (house: House, run: string) =>
  house.events(below(house, run)).flatMap(({ type, data }) => {
    return type === "reflex.fired" ? [String(data!["reason"])] : [];
  });

describe("what a program's run has from its run", () => {
  test("is no yes that was said to the plan with the program in it", async () => {
    const write = programServer({
      write: ({ call: use }) => use("files__files_write", { path: "a.txt", content: "a" }),
    });
    await using house = await openHouse({ servers: [write] });
    const run = await house.start(running("write"), { yes: true });
    expect((await house.settled(run)).standing).toBe("waiting");
    expect(existsSync(join(house.dir, "a.txt"))).toBe(false);
    await approving(house, run);
    expect(existsSync(join(house.dir, "a.txt"))).toBe(true);
  });

  test("is its access, its root and its place", async () => {
    await using house = await open(new Shop());
    const { run } = await house.run(running("look"), { access: "read" });
    const { access, root, parent } = house.state(below(house, run));
    expect({ access, root, parent }).toEqual({
      access: "read",
      root: run,
      parent: { run, step: "work", depth: 1 },
    });
  });

  test("is no grant for one call, or for so many", async () => {
    const shop = new Shop();
    await using house = await open(shop);
    const mine = call("mine", "shop__send", { item: "a" });
    const after = program("work", "send", { after: ["mine"] });
    const run = await house.start({ steps: [mine, after] });
    expect((await house.settled(run)).asks).toHaveLength(1);
    await house.call("run.answer", { run, value: true });
    expect((await house.settled(run)).standing).toBe("waiting");
    expect(shop.calls).toHaveLength(1);
    expect(house.state(below(house, run)).outcome).toBeNull();
  });
});

describe("a program is tainted from its start", () => {
  test("where its own text comes from what is not to be trusted", async () => {
    const shop = new Shop();
    await using house = await open(shop);
    const steps = [
      call("page", "page__read", {}),
      program("work", "$page.word", { after: ["page"] }),
    ];
    const run = await house.start({ steps }, { allow: ["shop__*", "page__*"] });
    expect((await house.settled(run)).standing).toBe("waiting");
    expect(whyAsked(house, run)).toEqual(["item of shop__send comes from outside"]);
    expect(shop.calls).toEqual([]);
  });

  test("where its run was begun by one that was", async () => {
    const shop = new Shop();
    await using house = await open(shop);
    const goal = { goal: "$page.word", plan: { steps: [program("work", "send")] } };
    const steps = [
      call("page", "page__read", {}),
      { id: "child", after: ["page"], do: { run: goal } },
    ];
    const run = await house.start({ steps }, { allow: ["shop__*", "page__*"] });
    expect((await house.settled(run)).standing).toBe("waiting");
    expect(shop.calls).toEqual([]);
  });
});

test("a program reaches the tools that it asked for and no others", async () => {
  const said: string[] = [];
  const shop = new Shop();
  const curious = programServer({
    ask: async ({ call: use }) =>
      use("shop__send", { item: "a" }).catch((error: Error) => said.push(error.message)),
  });
  await using house = await openHouse({ servers: [shop.server(), curious], isBare: true });
  await house.run(running("ask", ["shop__look", "notes__*"]), { allow: ["shop__*"] });
  expect(said).toEqual(["this program has no tool shop__send"]);
  expect(shop.calls).toEqual([]);
});

test("a program that only looks whether something holds has no effects", async () => {
  const shop = new Shop();
  await using house = await open(shop);
  const probe = { tool: "python__python_run", args: { code: "both", tools: ["shop__*"] } };
  const ok = { type: "object", required: ["ok"], properties: { ok: { const: true } } };
  const look = call("look", "shop__look", { item: "a" }, { expect: { probe, matches: ok } });
  const run = await house.start({ steps: [look] }, { allow: ["shop__*"] });
  const { standing } = await house.settled(run);
  expect(standing).toBe("finished");
  expect(shop.calls).toEqual([]);
});

describe("a run that waits for its program", () => {
  test("and is taken back to before it leaves nobody asked about its calls", async () => {
    const shop = new Shop();
    await using house = await open(shop);
    const run = await house.start(running("send"));
    expect((await house.settled(run)).standing).toBe("waiting");
    const child = below(house, run);
    const intended = house.events(run).find(({ type }) => type === "tool.intended")!;
    await house.call("run.rewind", { run: `${run}@${intended.bseq - 1}` });
    for (let look = 0; look < 400 && house.state(child).outcome === null; look++)
      await Bun.sleep(25);
    expect(house.state(child).outcome).toBe("stopped");
    // It is at rest until a person goes on with it.
    expect(house.kernel.runs.standing(run)).toBeNull();
    await house.call("run.resume", { run });
    await approving(house, run);
    expect(shop.calls).toHaveLength(1);
  });

  test("and is taken back leaves the calls to its fork that waits for them too", async () => {
    const shop = new Shop();
    await using house = await open(shop);
    const run = await house.start(running("send"));
    expect((await house.settled(run)).standing).toBe("waiting");
    const set = [{ path: "facts.word", value: "x" }];
    const fork = await house.call<{ run: string }>("run.fork", { run, set });
    const intended = house.events(run).find(({ type }) => type === "tool.intended")!;
    await house.call("run.rewind", { run: `${run}@${intended.bseq - 1}` });
    await approving(house, fork.run);
    const end = house.events(fork.run).findLast(({ type }) => type === "tool.finished");
    expect(end?.data).toMatchObject({ ok: true });
    expect(shop.calls).toHaveLength(1);
  });

  test("and is forked meanwhile waits for the same program: its effect is made once", async () => {
    const shop = new Shop();
    await using house = await open(shop);
    const run = await house.start(running("send"));
    expect((await house.settled(run)).standing).toBe("waiting");
    const fork = await house.call<{ run: string }>("run.fork", {
      run,
      set: [{ path: "facts.word", value: "x" }],
    });
    await approving(house, run);
    await approving(house, fork.run);
    for (const one of [run, fork.run])
      expect(
        house.events(one).findLast(({ type }) => type === "tool.finished")?.data,
      ).toMatchObject({ ok: true });
    expect(shop.calls).toHaveLength(1);
  });
});
