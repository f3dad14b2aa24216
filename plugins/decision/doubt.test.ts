import { afterAll, beforeAll, describe, expect, test } from "bun:test";

import { decisionsOf, expectTrue, typesAmong } from "../../bench/support/decisions.ts";
import { type House, newHome, openHouse, pluginOf } from "../../bench/support/kernel.ts";
import { call, has } from "../../bench/support/plan.ts";
import { toolServer } from "../../bench/support/tool-server.ts";
import type { Check } from "../contracts/check.ts";

describe("a doubt", () => {
  let [isSilent, sent] = [true, false];
  const sees = { probe: { tool: "late__seen", args: {} }, ...has("sent", true) };
  const send = (effect: "keyed" | "probe" | "once") => ({
    effect,
    run: async () => {
      sent = true;
      if (isSilent) await new Promise(() => {});
      return { ok: true };
    },
  });
  const late = toolServer("late", {
    keyed: send("keyed"),
    probed: send("probe"),
    once: send("once"),
    seen: { run: () => ({ sent }) },
  });
  let house: House;
  beforeAll(async () => {
    house = await openHouse({ servers: [late], callTimeout: 50 });
  });
  afterAll(() => house[Symbol.asyncDispose]());

  async function doubted(tool: string) {
    [isSilent, sent] = [true, false];
    const expectation = tool === "probed" ? [sees] : [];
    const plan = { steps: [call("s", `late__${tool}`, {}, { expect: expectation })] };
    const run = await house.start(plan, { allow: ["late__*"] });
    const report = await house.settled(run);
    return { run, report, made: decisionsOf(house, run) };
  }

  test("of a keyed effect is settled by its class: it goes out again, and after too often it fails", async () => {
    const { run, made } = await doubted("keyed");
    expect(made.length).toBeGreaterThan(1);
    for (const one of made) expect(expectTrue(house, run, one).type).toBe("tool.settled");
    expect(made[0]).toMatchObject({ kind: "doubt", choice: "repeat", alternatives: [] });
    expect(made[0]!.rationale).toStartWith(
      "a keyed in doubt: it goes out again under the same effect id",
    );
    expect(made[0]!.event.actor).toBe("kernel");
    expect(typesAmong(house, made[0]!.grounds)).toEqual(["tool.intended"]);
    expect(made.at(-1)).toMatchObject({ choice: "fail" });
    expect(made.at(-1)!.alternatives[0]).toMatchObject({ choice: "repeat" });
  });

  test("of a probe is settled by what was seen, and rests on it", async () => {
    const { run, made, report } = await doubted("probed");
    expect(report.outcome).toBe("done");
    expect(made).toHaveLength(1);
    expect(expectTrue(house, run, made[0]!).data).toMatchObject({ verdict: "happened" });
    expect(typesAmong(house, made[0]!.grounds)).toEqual(["tool.intended", "tool.finished"]);
  });

  test("that a person settles is the person's decision, and is not one of ours", async () => {
    const { run } = await doubted("once");
    await house.call("run.answer", { run, value: "happened" });
    await house.settled(run);
    expect(house.events(run).some(({ type }) => type === "tool.settled")).toBe(true);
    expect(decisionsOf(house, run)).toEqual([]);
  });
});

test("a run that the next kernel takes up has the hashes that it would have had in one", async () => {
  using home = newHome();
  const tools = (isOpen: boolean) =>
    toolServer("gate", {
      send: {
        effect: "keyed",
        run: async () => {
          if (!isOpen) await new Promise(() => {});
          return { ok: true };
        },
      },
    });
  const plan = { steps: [call("s", "gate__send", {})] };
  const first = await openHouse({ home: home.path, servers: [tools(false)] });
  const sent = Promise.withResolvers<void>();
  first.kernel.ledger.onCommit((events) => {
    if (events.some(({ type }) => type === "tool.intended")) sent.resolve();
  });
  const run = await first.start(plan, { allow: ["gate__*"] });
  await sent.promise;
  await first.close();
  const given: { check?: Check } = {};
  const looking = pluginOf("looking", (host) => {
    given.check = host.provided<Check>("check").get("decisions")!;
  });
  await using house = await openHouse({
    home: home.path,
    servers: [tools(true)],
    plugins: [looking],
  });
  await house.call("run.resume", { run });
  await house.settled(run);
  const [made] = decisionsOf(house, run);
  expect(expectTrue(house, run, made!).data).toMatchObject({ verdict: "repeat", by: "kernel" });
  // Who owns it, and since when, is no part of the thought.
  const claims = house.events(run).filter(({ type }) => type === "run.claimed");
  expect(claims).toHaveLength(2);
  expect(await given.check!()).toMatchObject({ held: 1, faults: [] });
});
