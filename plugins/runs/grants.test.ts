import { afterAll, beforeAll, beforeEach, describe, expect, test } from "bun:test";

import { type House, newHome, openHouse } from "../../bench/support/kernel.ts";
import { call, has } from "../../bench/support/plan.ts";
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

const put = (id: string, name: string, more: JsonObject = {}) =>
  call(
    id,
    "world__put",
    { name, value: "on" },
    {
      expect: [{ probe: { tool: "world__look", args: { name } }, ...has("value", "on") }],
      ...more,
    },
  );
const pause = { id: "pause", do: { ask: { question: "Go on?" } } };
const list = async (run?: string, of: House = house) =>
  (await of.call<{ grants: JsonObject[] }>("grants.list", run === undefined ? {} : { run })).grants;
const refusalOf = (promise: Promise<unknown>) =>
  promise.then(
    () => ({ code: "none", message: "", hint: "" }),
    (error: unknown) => error as { code: string; message: string; hint: string },
  );

describe("grants.list", () => {
  test("says what unfinished runs are allowed: the tool, the arguments, how often, why, by whom", async () => {
    const { run } = await house.run(
      { steps: [pause, put("s1", "lamp", { after: ["pause"] })] },
      { allow: ["world__put:name=l*", "world__send"] },
    );
    const [put1, send, ...more] = await list();
    expect(more).toEqual([]);
    expect(put1).toMatchObject({
      run,
      label: run.slice(0, 4),
      tool: "world__put",
      pattern: 'name like "l*", others: any',
      used: 0,
      left: null,
      expires: null,
      ground: "--allow world__put:name=l*",
      by: "person",
      standing: "in force",
    });
    expect(send).toMatchObject({ tool: "world__send", pattern: "any arguments" });
    const [ask] = (await house.settled(run)).asks;
    await house.call("run.answer", { run, ask: ask!["ask"]!, value: "yes" });
    expect((await house.settled(run)).outcome).toBe("done");
    expect(await list()).toEqual([]);
    expect(await list(run)).toMatchObject([
      { tool: "world__put", used: 1, standing: "run over" },
      { tool: "world__send", used: 0, standing: "run over" },
    ]);
  });

  test("counts each effect once, and shows a yes as what was planned", async () => {
    const { run } = await house.run({ steps: [put("s1", "lamp"), put("s2", "door")] });
    await house.call("run.answer", { run, value: { steps: ["s2"] } });
    await house.settled(run);
    expect(await list(run)).toMatchObject([
      {
        pattern: 'name = "door", value = "on"',
        used: 1,
        left: 0,
        ground: "approved by person",
        standing: "used up",
      },
    ]);
    await house.call("run.stop", { run });
  });
});

describe("grants.revoke", () => {
  test("takes effect with the next call, which asks", async () => {
    const { run, asks } = await house.run(
      { steps: [pause, put("s1", "lamp", { after: ["pause"] })] },
      { allow: ["world__put"] },
    );
    const [grant] = await list(run);
    const id = String(grant!["grant"]);
    expect(await house.call("grants.revoke", { grant: id.slice(0, 6) })).toEqual({
      grant: id,
      run,
    });
    expect(house.events(run).at(-1)).toMatchObject({
      type: "ask.opened",
      data: { detail: { effects: [{ tool: "world__put" }] } },
    });
    await house.call("run.answer", { run, ask: String(asks[0]!["ask"]), value: "yes" });
    const report = await house.settled(run);
    expect(report.standing).toBe("waiting");
    expect(world.calls).toEqual([]);
    expect(await list(run)).toMatchObject([{ standing: "revoked" }]);
    expect(await refusalOf(house.call("grants.revoke", { grant: id }))).toMatchObject({
      code: "conflict",
      message: `grant ${id} was revoked already`,
    });
    await house.call("run.stop", { run });
  });

  test("of a run that is over is without effect, and it says so", async () => {
    const { run } = await house.run({ steps: [put("s1", "lamp")] }, { allow: ["world__put"] });
    const [grant] = await list(run);
    const length = house.events(run).length;
    expect(await refusalOf(house.call("grants.revoke", { grant: grant!["grant"]! }))).toMatchObject(
      {
        code: "conflict",
        message: `grant ${String(grant!["grant"])} is without effect: run ${run} is over: done`,
      },
    );
    expect(house.events(run)).toHaveLength(length);
  });

  test("of what there is none of is not found", async () => {
    expect(await refusalOf(house.call("grants.revoke", { grant: "zzzzzz" }))).toMatchObject({
      code: "not_found",
      hint: "glassbox grants ls lists them",
    });
  });

  test("does not take up a run that was interrupted", async () => {
    using home = newHome();
    const first = await openHouse({ home: home.path, servers: [world.server] });
    const { run } = await first.run(
      {
        steps: [
          { id: "w", do: { wait: { for: "20ms" } } },
          put("s1", "lamp", { after: ["w"] }),
          pause,
        ],
      },
      { allow: ["world__put:name=door"] },
    );
    await first.close();
    world.calls.length = 0;
    await using second = await openHouse({ home: home.path, servers: [world.server] });
    const [grant] = await list(run, second);
    await second.call("grants.revoke", { grant: grant!["grant"]! });
    expect(await list(run, second)).toMatchObject([{ standing: "revoked" }]);
    expect(second.kernel.runs.standing(run)).toBeNull();
    expect(second.kernel.runs.account(run).grants).toEqual([]);
    expect(world.calls).toEqual([]);
  });
});
