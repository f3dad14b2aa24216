import { describe, expect, test } from "bun:test";
import { z } from "zod";

import { verify } from "../bench/support/verify.ts";
import { newHome, openHouse, pluginOf } from "../bench/support/kernel.ts";
import { call, has } from "../bench/support/plan.ts";
import { toolServer } from "../bench/support/tool-server.ts";
import type { Plugin, PluginSource } from "./host.ts";
import type { JsonObject } from "./json.ts";
import { Registry } from "./registry.ts";

const echo = toolServer("say", { echo: { run: (args) => args } });
const plan = { steps: [call("a", "say__echo", { n: 1 }, { expect: has("n", 1) })] };

const broken: readonly [name: string, source: PluginSource, reason: string][] = [
  [
    "cannot be loaded",
    { name: "torn", load: () => Promise.reject(new Error("its file is torn")) },
    "its file is torn",
  ],
  [
    "throws when it is activated",
    pluginOf("moody", () => {
      throw new Error("not today");
    }),
    "not today",
  ],
  [
    "rejects when it is activated",
    pluginOf("late", async () => {
      await Promise.resolve();
      throw new Error("not tomorrow either");
    }),
    "not tomorrow either",
  ],
  [
    "has a bad manifest",
    {
      name: "shouting",
      load: async () =>
        ({ manifest: { name: "SHOUT", version: "1" }, activate() {} }) as unknown as Plugin,
    },
    "name",
  ],
  [
    "brings an event type outside its prefix",
    pluginOf("greedy", (host) => host.eventType({ type: "run.started", schema: z.object({}) })),
    'event type run.started must begin with "greedy."',
  ],
];

describe("a plugin that", () => {
  for (const [name, source, reason] of broken) {
    test(`${name} is an event on record and a missing capability, never a failed boot`, async () => {
      await using house = await openHouse({ servers: [echo], plugins: [source] });
      const status = house.kernel.plugins.find((plugin) => plugin.name === source.name)!;
      expect(status.failure).toContain(reason);
      const [event] = [...house.kernel.ledger.query({ types: ["plugin.failed"] })];
      expect(event!.data).toEqual({ plugin: source.name, reason: status.failure });
      expect((await house.run(plan)).outcome).toBe("done");
    });
  }
});

describe("a port that no plugin brings", () => {
  for (const port of ["workspace", "plans", "validator"]) {
    test(`is named to whoever uses it: ${port}`, async () => {
      await using house = await openHouse({ servers: [echo], without: [port] });
      const refusal = await house.start(plan).catch((error: unknown) => error);
      expect(refusal).toMatchObject({
        code: "unavailable",
        message: `the ${port} port is missing`,
        hint: expect.stringContaining("doctor"),
      });
    });
  }

  test("a driver that is not there is named too", async () => {
    await using house = await openHouse({ without: ["planner"] });
    const refusal = await house.start(undefined, { goal: "x" }).catch((error: unknown) => error);
    expect(refusal).toMatchObject({
      code: "unavailable",
      message: 'the driver "goal" is not there',
    });
  });

  test("a performer that is not there halts the run, and with it the run goes on", async () => {
    using home = newHome();
    const halted = await (async () => {
      await using house = await openHouse({ home: home.path, without: ["steps"] });
      return await house.run({ steps: [{ id: "a", do: { wait: { for: "1ms" } } }] });
    })();
    expect([halted.outcome, halted["error"]]).toMatchObject([
      null,
      { message: "nothing here performs begin" },
    ]);
    await using house = await openHouse({ home: home.path });
    const { run } = halted;
    await house.call("run.resume", { run });
    // Nothing was checked, and that is all there is to say of it.
    expect((await house.settled(run)).outcome).toBe("incomplete");
  });
});

const weather: PluginSource = pluginOf("weather", (host) => {
  host.eventType({
    type: "weather.sun.rose",
    schema: z.object({ hour: z.number() }),
    reduce: (slice, event) => [
      ...((slice as number[] | undefined) ?? []),
      event.data!["hour"] as number,
    ],
  });
});

describe("an event type of a plugin", () => {
  test("shows in the state by its reducer; without the plugin it is carried, shown and verified", async () => {
    using home = newHome();
    const servers = [echo];
    let run: string;
    {
      await using house = await openHouse({ home: home.path, servers, plugins: [weather] });
      run = await house.start({
        steps: [
          { id: "q", do: { ask: { question: "Go on?" } } },
          { ...plan.steps[0]!, after: ["q"] },
        ],
      });
      await house.settled(run);
      for (const hour of [6, 7]) await house.kernel.ledger.append([sunrise(run, hour)]);
      expect(house.state(run).extensions["weather"]).toEqual([6, 7]);
    }
    {
      await using house = await openHouse({ home: home.path, servers });
      expect(house.state(run).extensions["weather"]).toBeUndefined();
      expect(house.state(run).bseq).toBe(house.events(run).length);
      const shown = await house.call("run.show", { run: `${run}@${house.events(run).length}` });
      expect(shown["event"]).toMatchObject({ type: "weather.sun.rose" });
      expect(house.events(run).at(-1)!.data).toEqual({ hour: 7 });
      expect(verify(house.kernel.ledger)).toMatchObject({ ok: true, faults: [] });
      await house.call("run.answer", { run, value: "yes" });
      expect((await house.settled(run)).outcome).toBe("done");
    }
    await using house = await openHouse({ home: home.path, servers, plugins: [weather] });
    expect(house.state(run).extensions["weather"]).toEqual([6, 7]);
  });

  test("is checked when it is written, and unknown without its plugin", async () => {
    await using house = await openHouse({ servers: [echo], plugins: [weather] });
    const { run } = await house.run(plan);
    const draft = { ...sunrise(run, 6), data: { hour: "six" } };
    await expect(house.kernel.ledger.append([draft])).rejects.toThrow("weather.sun.rose");
    await using other = await openHouse({ servers: [echo] });
    await expect(other.kernel.ledger.append([sunrise(run, 6)])).rejects.toThrow("not registered");
  });
});

test("what plugins offer each other is there under its kind", () => {
  const registry = new Registry();
  expect(registry.provided("planner").get("any")).toBeUndefined();
  registry.provide("planner", "any", 1);
  expect(registry.provided("planner").get("any")).toBe(1);
  expect(() => registry.port("models").choose("a/b")).toThrow("the models port is missing");
});

function sunrise(run: string, hour: number) {
  const data: JsonObject = { hour };
  return { subject: `run/${run}`, branch: run, type: "weather.sun.rose", actor: "weather", data };
}
