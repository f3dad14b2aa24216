import { expect, test } from "bun:test";

import {
  type CallResult,
  type FrontHouse,
  openFront,
  textIn,
} from "../../bench/support/front-house.ts";
import { newHome } from "../../bench/support/kernel.ts";
import { call, has } from "../../bench/support/plan.ts";
import { createWorld } from "../../bench/support/world-server.ts";
import type { JsonObject } from "../../kernel/json.ts";
import type { Clock } from "../../kernel/ports/clock.ts";
import type { Principal } from "../../mcp/front/index.ts";
import { systemClock } from "../house/clock.ts";
import { scriptedPlugin } from "../model-scripted/index.ts";

const world = createWorld();
const DAY = 24 * 60 * 60 * 1000;
/** It is noon when the tests begin, so that none of them sees two days unless it means to. */
const toNoon = DAY / 2 - (Date.now() % DAY);
const noon: Clock = { ...systemClock, now: () => systemClock.now() + toNoon };
const HOUSE = { servers: [world.server], clock: noon, config: { mcp: { budget: { steps: 4 } } } };
const one = { id: "one", surface: "full" } as const;
const two = { id: "two", surface: "full" } as const;
const socket = { id: "stream/1", via: "socket", surface: "full" } as const;

const looks = (count: number): JsonObject => ({
  steps: Array.from({ length: count }, (_, at) =>
    call(`s${at}`, "world__look", { name: "a" }, { expect: [has("name", "a")] }),
  ),
});

const waiting = { steps: [{ id: "q", do: { ask: { question: "Which?" } } }] };

/** A run of so many steps, to its end, by a client that is there for this one call. */
async function runAs(
  house: FrontHouse,
  principal: Partial<Principal>,
  input: JsonObject,
): Promise<CallResult> {
  await using client = await house.connect({ principal });
  return await client.call("glassbox__run", { goal: "look", wait: 60, ...input });
}

const runOf = (result: CallResult) => String(result.structuredContent!["run"]);
const grantedTo = (house: FrontHouse, result: CallResult) =>
  (house.events(runOf(result))[0]!.data!["budget"] as JsonObject)["steps"];

test("the runs of a client share what it may take in a day, and another client has its own", async () => {
  await using house = await openFront(HOUSE);
  const first = await runAs(house, one, { plan: looks(3), budget: { steps: 3 } });
  expect([grantedTo(house, first), first.structuredContent!["outcome"]]).toEqual([3, "done"]);
  const second = await runAs(house, one, { plan: looks(2), budget: { steps: 9 } });
  expect([grantedTo(house, second), second.structuredContent!["outcome"]]).toEqual([1, "budget"]);
  const refused = await runAs(house, one, { plan: looks(1) });
  expect(refused.isError).toBe(true);
  expect(textIn(refused)).toMatch(
    /mcp\.budget\.steps: of 4 steps a day .* none are left\n.*midnight UTC.*glassbox config set mcp\.budget\.steps N/,
  );
  expect(grantedTo(house, await runAs(house, two, { plan: looks(1) }))).toBe(4);
  expect(world.calls.length).toBeGreaterThanOrEqual(5);
});

test("a call that may change something takes of it, and with nothing left is not made", async () => {
  await using house = await openFront(HOUSE);
  const person = () => ({ action: "accept", content: { decision: "approve once" } });
  await using client = await house.connect({ principal: one, person });
  const put = (value: string) => client.call("world__put", { name: "lamp", value });
  for (let n = 0; n < 4; n += 1) expect((await put(`v${n}`)).isError).toBeFalsy();
  const before = world.calls.length;
  const refused = await put("on");
  expect([refused.isError, textIn(refused).split(":")[0]]).toEqual([true, "mcp.budget.steps"]);
  expect(world.calls.length).toBe(before);
  // What only reads begins no run and takes nothing.
  expect((await client.call("world__look", { name: "lamp" })).isError).toBeFalsy();
});

test("a restart gives no new budget", async () => {
  using home = newHome();
  {
    await using house = await openFront({ ...HOUSE, home: home.path });
    await runAs(house, one, { plan: looks(3) });
  }
  await using house = await openFront({ ...HOUSE, home: home.path });
  const after = await runAs(house, one, { plan: looks(2) });
  expect(grantedTo(house, after)).toBe(1);
  expect((await runAs(house, one, { plan: looks(1) })).isError).toBe(true);
});

test("neither does another name, nor another stream", async () => {
  await using house = await openFront(HOUSE);
  await runAs(house, socket, { plan: looks(4) });
  expect((await runAs(house, { ...socket, id: "stream/2" }, { plan: looks(1) })).isError).toBe(
    true,
  );
  const renamed = (name: string) =>
    house.post(
      {
        jsonrpc: "2.0",
        id: 1,
        method: "tools/call",
        params: {
          name: "run",
          arguments: { goal: "look", plan: looks(3), wait: 60 },
          _meta: {
            "io.modelcontextprotocol/protocolVersion": "2026-07-28",
            "io.modelcontextprotocol/clientInfo": { name, version: "1" },
            "io.modelcontextprotocol/clientCapabilities": {},
          },
        },
      },
      { "mcp-protocol-version": "2026-07-28", "mcp-method": "tools/call", "mcp-name": "run" },
    );
  const [first, second] = [await renamed("a"), await renamed("b")];
  expect(await first.text()).toContain('"outcome":"done"');
  expect(await second.text()).toContain('"outcome":"budget"');
  expect(await (await renamed("c")).text()).toContain("mcp.budget.steps");
});

test("what a run that is not over may still take is nobody else's", async () => {
  await using house = await openFront(HOUSE);
  const held = await runAs(house, one, { plan: waiting, budget: { steps: 3 }, wait: 5 });
  expect(grantedTo(house, await runAs(house, one, { plan: looks(1) }))).toBe(1);
  const refused = await runAs(house, one, { plan: looks(1) });
  expect(textIn(refused)).toMatch(/not over hold 3: wait for them or stop one/);
  await house.call("run.stop", { run: runOf(held), now: true });
  await house.settled(runOf(held));
  expect(grantedTo(house, await runAs(house, one, { plan: looks(1) }))).toBe(3);
});

test("runs that begin at the same moment are not granted the same twice", async () => {
  await using house = await openFront(HOUSE);
  const begin = () => runAs(house, one, { plan: waiting, budget: { steps: 2 }, wait: 0 });
  const all = await Promise.all([begin(), begin(), begin(), begin()]);
  const begun = all.filter(({ structuredContent }) => structuredContent?.["run"] !== undefined);
  expect(begun.map((result) => grantedTo(house, result))).toEqual([2, 2]);
});

test("a run counts with all that it begins, and for the day on which it began", async () => {
  let ahead = 0;
  const clock: Clock = { ...noon, now: () => noon.now() + ahead };
  await using house = await openFront({ ...HOUSE, clock });
  const child = {
    id: "child",
    do: { run: { goal: "look", plan: looks(3), budget: { steps: 3 } } },
  };
  const parent = await runAs(house, one, { plan: { steps: [child] } });
  expect(parent.structuredContent!["price"]).toMatchObject({ steps: 3 });
  expect(grantedTo(house, await runAs(house, one, { plan: looks(1) }))).toBe(1);
  expect((await runAs(house, one, { plan: looks(1) })).isError).toBe(true);
  ahead = DAY;
  expect(grantedTo(house, await runAs(house, one, { plan: looks(1) }))).toBe(4);
});

test("what a person's fork takes of a run that is over counts with it", async () => {
  await using house = await openFront(HOUSE);
  const first = await runAs(house, one, { plan: looks(2), budget: { steps: 2 } });
  const second = await runAs(house, one, { plan: looks(1), budget: { steps: 1 } });
  expect(grantedTo(house, second)).toBe(1);
  const planned = house.events(runOf(first)).find(({ type }) => type === "plan.accepted")!;
  const from = { run: `${runOf(first)}@${planned.bseq}`, budget: { steps: 2 } };
  const fork = await house.call<{ run: string }>("run.fork", from);
  expect((await house.settled(fork.run)).outcome).toBe("done");
  const refused = await runAs(house, one, { plan: looks(1) });
  expect(textIn(refused)).toContain("none are left");
});

test("a plan that a model would make without a run is refused, for it stands in no account", async () => {
  const scripted = scriptedPlugin(() => "no plan", { parameters: 4e9 });
  const models = { name: "models", load: async () => (await import("../models/index.ts")).plugin };
  await using house = await openFront({
    plugins: [models, scripted],
    config: {
      mcp: { budget: { tokens: 100 } },
      models: { default: "scripted/any", embedder: "none" },
    },
  });
  const preview = { goal: "Water the neighbours' plants", dir: house.dir };
  await expect(house.call("run.preview", preview, { via: "mcp" })).rejects.toMatchObject({
    code: "budget",
    hint: expect.stringContaining("mcp.budget"),
  });
  expect(scripted.provider.scripted.calls).toEqual([]);
});
