import { beforeEach, describe, expect, test } from "bun:test";

import { type House, type HouseOptions, newHome, openHouse } from "../../bench/support/kernel.ts";
import { call, has } from "../../bench/support/plan.ts";
import { toolServer } from "../../bench/support/tool-server.ts";
import { createWorld, type World } from "../../bench/support/world-server.ts";
import type { JsonObject } from "../../kernel/json.ts";

const hangs = async (_: JsonObject, { signal }: { readonly signal: AbortSignal }) => {
  await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
  return { ok: true };
};
const probe = {
  probe: { tool: "look", args: { name: "$args.name" } },
  matches: { title: "the lamp", required: ["value"], properties: { value: { const: "on" } } },
};
/** Effects of every class whose answer never comes. */
const slow = {
  hang_read: { run: hangs },
  hang_keyed: { effect: "keyed", run: hangs },
  hang_probe: { effect: "probe", expect: [probe], run: hangs },
  hang_once: { effect: "once", run: hangs },
  begin: { effect: "once", run: hangs },
} as const;

let world: World;
beforeEach(() => {
  world = createWorld(slow);
});

/** A run whose kernel leaves while its calls are under way. */
async function interrupted(home: string, steps: readonly JsonObject[], options: HouseOptions = {}) {
  const house = await openHouse({ home, servers: [world.server], ...options });
  const run = await house.start({ steps: [...steps] }, { allow: ["world__*"], goal: "hang" });
  const calls = steps.filter(({ after }) => after === undefined).length;
  while (world.calls.filter((one) => one.startsWith("hang")).length < calls) await Bun.sleep(2);
  await house.close();
  return run;
}

const statusOf = async (house: House, run: string) => {
  const { runs } = await house.call<{ runs: JsonObject[] }>("status.show", {});
  return runs.find((row) => row["run"] === run)!;
};
const hang = (effect: string) => call(effect, `world__hang_${effect}`, { name: "lamp" });

describe("status", () => {
  test("says of each call in doubt what it is, since when, and how it will be settled", async () => {
    using home = newHome();
    const since = new Date().toISOString();
    const run = await interrupted(home.path, ["read", "keyed", "probe", "once"].map(hang));
    await using house = await openHouse({ home: home.path, servers: [world.server] });
    const row = await statusOf(house, run);
    expect(row["standing"]).toBe("interrupted");
    const doubts = (row["doubts"] as JsonObject[]).toSorted((a, b) =>
      String(a["step"]) < String(b["step"]) ? -1 : 1,
    );
    expect(doubts).toMatchObject([
      {
        step: "keyed",
        tool: "world__hang_keyed",
        effect: "keyed",
        settles: "it goes out again under the same effect id",
      },
      { step: "once", effect: "once", settles: "you are asked" },
      {
        step: "probe",
        name: "the lamp",
        effect: "probe",
        settles: "what it should have done is looked for",
      },
      { step: "read", name: "read", effect: "read", settles: "it is read again" },
    ]);
    for (const doubt of doubts) expect(String(doubt["since"]) >= since).toBe(true);
    // Looking changes nothing, and takes nothing up.
    expect(house.kernel.runs.standing(run)).toBeNull();
  });

  test("of a living run says that a person is asked, and the answer settles it", async () => {
    using home = newHome();
    const run = await interrupted(home.path, [hang("once")]);
    await using house = await openHouse({ home: home.path, servers: [world.server] });
    await house.call("run.resume", {});
    const { asks } = await house.settled(run);
    expect(asks).toMatchObject([
      { kind: "doubt", step: "once", schema: { enum: ["happened", "repeat", "fail"] } },
    ]);
    expect((await statusOf(house, run))["doubts"]).toMatchObject([
      { step: "once", settles: "you are asked" },
    ]);
    await house.call("run.answer", { run, value: "happened" });
    const report = await house.settled(run);
    expect(report["settled"]).toMatchObject([
      { step: "once", verdict: "happened", ground: "person says so", by: "person" },
    ]);
    expect(world.calls.filter((one) => one.startsWith("hang"))).toHaveLength(1);
  });
});

describe("run.stop", () => {
  test("of an interrupted run ends it, and nothing more is done", async () => {
    using home = newHome();
    const run = await interrupted(home.path, [
      hang("keyed"),
      call("after", "world__put", { name: "door", value: "shut" }, { after: ["keyed"] }),
    ]);
    world.calls.length = 0;
    await using house = await openHouse({ home: home.path, servers: [world.server] });
    await house.call("run.stop", { run });
    const report = await house.settled(run);
    expect(report.outcome).toBe("stopped");
    expect(report.missing.join("\n")).toContain("step keyed: whether it took effect is not known");
    expect(world.calls).toEqual([]);
  });
});

describe("a run that went on beside what it was", () => {
  const server = (description: string) =>
    toolServer("shop", {
      hang: { run: hangs, description },
      buy: {
        description,
        effect: "keyed",
        run: ({ name }) => {
          world.calls.push(`buy ${String(name)}`);
          return { ok: true };
        },
      },
      look: { run: ({ name }) => ({ name: name ?? null }), description: "same" },
    });

  async function divergedRun(home: string) {
    const first = await openHouse({ home, servers: [server("old"), world.server] });
    const steps = [
      call("look", "shop__look", { name: "tea" }, { expect: has("name", "tea") }),
      call("hang", "world__hang_read", {}, { after: ["look"] }),
      call(
        "again",
        "shop__look",
        { name: "$look.name" },
        { after: ["look"], expect: has("name", "tea") },
      ),
      call("buy", "shop__buy", { name: "$look.name" }, { after: ["again"] }),
    ];
    const run = await first.start({ steps, expect: [] }, { allow: ["shop__buy"] });
    while (!world.calls.includes("buy tea") || !world.calls.includes("hang_read"))
      await Bun.sleep(2);
    await first.close();
    return run;
  }

  test("is followed, shown, explained and logged across the divergence, which says why", async () => {
    using home = newHome();
    const run = await divergedRun(home.path);
    world = createWorld({ ...slow, hang_read: { run: () => ({ ok: true }) } });
    await using house = await openHouse({
      home: home.path,
      servers: [server("new"), world.server],
    });
    const before = house.events(run).length;
    await house.call("run.resume", { run });
    const branch = house.kernel.runs.head(run);
    expect(branch).not.toBe(run);
    const events: JsonObject[] = [];
    const emit = (part: unknown) => {
      const { kind, event } = part as { kind: string; event: JsonObject };
      if (kind === "event") events.push(event);
    };
    // What was allowed is done: the tool that has taken its place is not asked about.
    await house.settled(run);
    const report = await house.call("run.follow", { run }, { emit });
    expect(events.map(({ n }) => n)).toEqual(events.map((_, index) => index + 1));
    expect(new Set(events.map((event) => event["run"]))).toEqual(new Set([run]));
    expect(events.length).toBeGreaterThan(before);
    expect(report).toMatchObject({
      run,
      diverged: [
        { n: before + 1, changes: expect.arrayContaining(["the tool shop__buy"]), branch },
      ],
    });
    expect(report["outcome"]).not.toBeNull();
    expect(report["evidence"]).toBeArray();

    const { grants } = await house.call<{ grants: JsonObject[] }>("grants.list", { run });
    expect(grants).toMatchObject([
      { ground: "--allow shop__buy", used: 1, standing: "tool changed" },
    ]);

    const shown = await house.call("run.show", { run });
    expect(shown).toMatchObject({ at: events.length, length: events.length });
    expect(await house.call("run.show", { run: `${run}@${before}` })).toMatchObject({ at: before });
    const middle = await house.call("run.show", { run: `${run}@${before + 1}` });
    expect(middle["event"]).toMatchObject({ type: "run.diverged" });
    const why = await house.call("run.why", { run: `${run}@again` });
    expect(why).toMatchObject({ inputs: [{ from: "look", value: '"tea"' }] });
    const logged: unknown[] = [];
    await house.call("log.read", { run }, { emit: (part) => void logged.push(part) });
    expect(logged).toHaveLength(events.length);
    const { runs } = await house.call<{ runs: JsonObject[] }>("runs.list", {});
    expect(runs[0]).toMatchObject({ run, standing: "finished", outcome: report["outcome"] });
    expect((await house.call<{ runs: JsonObject[] }>("status.show", {})).runs).toEqual([]);
  });
});
