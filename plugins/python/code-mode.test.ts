import { describe, expect, setDefaultTimeout, test } from "bun:test";

import { openHouse } from "../../bench/support/kernel.ts";
import { programServer } from "../../bench/support/program-server.ts";
import { Shop } from "../../bench/support/shop.ts";
import { toolServer } from "../../bench/support/tool-server.ts";
import type { JsonObject } from "../../kernel/json.ts";
import { answerOf, approving, below, running } from "../../bench/support/program-runs.ts";

setDefaultTimeout(60_000);

describe("a program in a run", () => {
  test("reads with tools: each call is a step of a run below, and its answer the program's", async () => {
    const shop = new Shop();
    const python = programServer({
      two: async ({ call }) => [
        await call("shop__look", { item: "soap" }),
        await call("shop__look", { item: "box" }),
      ],
    });
    await using house = await openHouse({ servers: [shop.server(), python] });
    const { run } = await house.run(running("two"));
    expect(answerOf(house, run)).toMatchObject({
      ok: true,
      tainted: false,
      view: {
        ok: true,
        value: [
          { item: "soap", there: false },
          { item: "box", there: false },
        ],
      },
    });
    const child = below(house, run);
    const made = house.events(child).filter(({ type }) => type === "tool.intended");
    expect(made.map(({ data }) => data!["tool"])).toEqual(["look", "look"]);
    expect(house.state(child).outcome).not.toBeNull();
    expect(house.state(child).parent).toMatchObject({ run, step: "work" });
    const { runs } = await house.call<{ runs: JsonObject[] }>("runs.tree", {});
    expect(runs).toMatchObject([{ run, runs: [{ run: child, kind: "child", from: { run } }] }]);
  });

  test("asks a person before each effect, and goes on where it waits", async () => {
    const shop = new Shop();
    const python = programServer({
      order: async ({ call }) => {
        for (const item of ["a", "b"]) await call("shop__send", { item });
        return "sent";
      },
    });
    await using house = await openHouse({ servers: [shop.server(), python] });
    const run = await house.start(running("order"));
    for (const item of ["a", "b"]) {
      const report = await house.settled(run);
      expect(report.standing).toBe("waiting");
      expect(report.asks).toHaveLength(1);
      expect(JSON.stringify(report.asks[0])).toContain(`"${item}"`);
      await house.call("run.answer", { run, value: true });
    }
    expect((await house.settled(run)).standing).toBe("finished");
    expect(shop.calls.map((one) => one.split(" ")[1]!)).toEqual(["a", "b"]);
  });

  test("is covered by what a person allowed for the whole run, also when it is taken back", async () => {
    const shop = new Shop();
    const gate = Promise.withResolvers<void>();
    const python = programServer({
      order: async ({ call }) => {
        await call("shop__send", { item: "a" });
        await gate.promise;
        return call("shop__send", { item: "b" });
      },
    });
    await using house = await openHouse({ servers: [shop.server(), python] });
    const run = await house.start(running("order"), { allow: ["shop__send"] });
    while (shop.calls.length === 0) await Bun.sleep(5);
    const { grants } = await house.call<{ grants: JsonObject[] }>("grants.list", { run });
    for (const { grant } of grants) await house.call("grants.revoke", { grant: String(grant) });
    gate.resolve();
    const report = await house.settled(run);
    expect(report.standing).toBe("waiting");
    expect(shop.calls).toHaveLength(1);
  });

  test("is told what went wrong with a call, and may go on", async () => {
    const shop = new Shop();
    const said: string[] = [];
    const python = programServer({
      wrong: async ({ call }) => {
        for (const tool of ["shop__nothing", "python__python_run", "shop__send"])
          await call(tool, { item: "x" }).catch((error: Error) => said.push(error.message));
        return call("shop__look", { item: "x" });
      },
    });
    await using house = await openHouse({ servers: [shop.server(), python] });
    const { run } = await house.run(running("wrong"), { access: "read" });
    expect(said).toEqual([
      "this program has no tool shop__nothing",
      "this program has no tool python__python_run",
      "this program has no tool shop__send",
    ]);
    expect(answerOf(house, run)).toMatchObject({ ok: true });
  });

  test("may go on after a call whose arguments do not fit, or are too large", async () => {
    const shop = new Shop();
    const said: string[] = [];
    const python = programServer({
      wrong: async ({ call }) => {
        const large: JsonObject = { item: "x", more: Array<string>(70).fill("y".repeat(1000)) };
        for (const args of [{ item: 5 }, large])
          await call("shop__look", args).catch((error: Error) => said.push(error.message));
        return call("shop__look", { item: "x" });
      },
    });
    const inputSchema = { type: "object", properties: { item: { type: "string" } } };
    await using house = await openHouse({
      servers: [shop.server({ look: { inputSchema } }), python],
    });
    const { run } = await house.run(running("wrong"));
    expect(said).toEqual([
      "shop__look: item must be a text, not 5",
      expect.stringMatching(/^the call has \d+ bytes, and the most is 65536$/),
    ]);
    expect(answerOf(house, run)).toMatchObject({ ok: true, view: { value: { item: "x" } } });
  });

  test("has the tools that its patterns name, as the run has them", async () => {
    let listed: JsonObject = {};
    const python = programServer({
      list: async ({ ask }) => {
        listed = await ask("dev.glassbox/tools/list", { patterns: ["shop__*", "python__*"] });
        return null;
      },
    });
    await using house = await openHouse({ servers: [new Shop().server(), python] });
    await house.run(running("list"));
    const tools = listed["tools"] as readonly JsonObject[];
    expect(tools.map(({ tool }) => tool)).toEqual([
      "shop__look",
      "shop__order",
      "shop__pack",
      "shop__send",
    ]);
    expect(tools[0]).toHaveProperty("inputSchema");
  });

  test("passes texts on as they are, however much they read like a reference, and however long", async () => {
    const got: JsonObject[] = [];
    const echo = toolServer("echo", {
      say: { run: (args) => (got.push(args), { ok: true }) },
    });
    const texts = ["$goal.text", "$$goal", "$call", "$5", "$goal.input", "${goal.text}", "plain"];
    const long = `$${"é$x ".repeat(40_000)}`;
    const given = { texts, inside: { a: [{ b: "$item" }] }, long, $key: "$goal" };
    const python = programServer({
      say: async ({ call }) => {
        await call("echo__say", given);
        return null;
      },
    });
    await using house = await openHouse({ servers: [echo, python] });
    const { run } = await house.run(running("say"), { input: "SECRET" });
    expect(got).toEqual([given]);
    expect(answerOf(house, run)).toMatchObject({ ok: true });
    expect(JSON.stringify(house.state(below(house, run))).length).toBeLessThan(100_000);
  });

  test("ends in an error where a person says no, and calls nothing more", async () => {
    const shop = new Shop();
    const said: string[] = [];
    const python = programServer({
      order: async ({ call }) => {
        for (const item of ["a", "b"])
          await call("shop__send", { item }).catch((error: Error) => said.push(error.message));
        throw new Error("nothing was sent");
      },
    });
    await using house = await openHouse({ servers: [shop.server(), python] });
    const run = await house.start(running("order"));
    await house.settled(run);
    await house.call("run.answer", { run, value: false });
    const report = await house.settled(run);
    expect(said[0]).toContain("not approved");
    expect(said[1]).toContain("no more calls may be made");
    expect(shop.calls).toEqual([]);
    expect(report).toMatchObject({ outcome: "failed", reason: "step work: nothing was sent" });
  });

  test("is ended with its run: nothing of it is left", async () => {
    const shop = new Shop();
    let ended: AbortSignal | undefined;
    const python = programServer({
      hang: async ({ call, signal }) => {
        ended = signal;
        await call("shop__look", { item: "a" });
        await call("shop__send", { item: "b" }).catch(() => {});
        // Whatever it is told, it does not end by itself.
        return new Promise(() => {});
      },
    });
    await using house = await openHouse({ servers: [shop.server(), python] });
    const run = await house.start(running("hang"));
    expect((await house.settled(run)).standing).toBe("waiting");
    await house.call("run.stop", { run });
    expect((await house.settled(run)).outcome).toBe("stopped");
    expect((await house.settled(below(house, run))).outcome).toBe("stopped");
    for (let look = 0; look < 2000 && !ended?.aborted; look++) await Bun.sleep(5);
    expect(ended?.aborted).toBe(true);
    expect(shop.calls).toEqual([]);
  });

  test("is bounded by the budget of its run", async () => {
    const shop = new Shop();
    const said: string[] = [];
    const python = programServer({
      many: async ({ call }) => {
        for (let at = 0; at < 10; at++)
          await call("shop__look", { item: `${at}` }).catch((error: Error) => {
            said.push(error.message);
            throw error;
          });
        return null;
      },
    });
    await using house = await openHouse({ servers: [shop.server(), python] });
    const { run } = await house.run(running("many"), { budget: { steps: 4 } });
    expect(said).toEqual(["the budget of 3 steps is used up"]);
    expect(house.kernel.runs.account(run).spent.steps).toBeLessThanOrEqual(4);
  });

  test("that a client calls by itself has a run of its own, where it asks for tools", async () => {
    const shop = new Shop();
    const python = programServer({
      order: async ({ call }) => call("shop__send", { item: "a" }),
    });
    await using house = await openHouse({ servers: [shop.server(), python] });
    const args = { code: "order", tools: ["shop__*"] };
    const called = await house.call<{ run: string }>("tools.call", {
      tool: "python__python_run",
      args,
      dir: house.dir,
    });
    await approving(house, called.run);
    expect(shop.calls).toHaveLength(1);
  });

  test("that is no step of a run has neither tools nor files", async () => {
    const asked: string[] = [];
    const python = programServer({
      ask: async ({ ask }) => {
        await ask("dev.glassbox/tools/list", { patterns: ["*"] }).catch((error: Error) =>
          asked.push(error.message),
        );
        await ask("dev.glassbox/other", {}).catch((error: Error) => asked.push(error.message));
        return null;
      },
    });
    await using house = await openHouse({ servers: [python] });
    const { signal } = new AbortController();
    const call = { server: "python", name: "python_run", args: { code: "ask" }, dir: "/tmp" };
    await house.hub.call({ ...call, meta: {}, signal });
    expect(asked[0]).toContain("only a program that is a step of a run has tools and files");
    expect(asked[1]).toContain("Method not found");
  });
});

describe("what a program passes on", () => {
  test("is tainted once it has read what is not to be trusted, and so is its answer", async () => {
    const shop = new Shop();
    const python = programServer({
      pass: async ({ call }) => {
        const page = (await call("page__read", {})) as JsonObject;
        return call("shop__send", { item: page["word"]! });
      },
    });
    const page = { ...toolServer("page", { read: { run: () => ({ word: "evil" }) } }) };
    const outside = { ...page, trusted: false } as unknown as typeof page;
    await using house = await openHouse({ servers: [shop.server(), outside, python] });
    // A grant that was given without a look at this call does not cover it.
    const run = await house.start(running("pass"), { allow: ["shop__*", "page__*"] });
    await approving(house, run);
    const child = below(house, run);
    const reasons = house
      .events(child)
      .filter(({ type }) => type === "reflex.fired")
      .map(({ data }) => String(data!["reason"]));
    expect(reasons).toContain("item of shop__send comes from outside");
    expect(answerOf(house, run)).toMatchObject({ ok: true, tainted: true });
  });
});
