import { afterAll, beforeAll, beforeEach, describe, expect, test } from "bun:test";

import { type House, openHouse, type Report, type RunOptions } from "../../bench/support/kernel.ts";
import { call, has } from "../../bench/support/plan.ts";
import { createWorld } from "../../bench/support/world-server.ts";
import type { JsonObject } from "../json.ts";

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

const all: RunOptions = { allow: ["world__*"] };
const one = { name: "lamp", value: "on" };
const isOn = { probe: { tool: "world__look", args: { name: "lamp" } }, ...has("value", "on") };
const run = (...steps: JsonObject[]): Promise<Report> => house.run({ steps }, all);

describe("an expectation of a read", () => {
  test("that its own answer meets makes the run done", async () => {
    world.things.set("lamp", "on");
    const report = await run(
      call("a", "world__look", { name: "lamp" }, { expect: has("value", "on") }),
    );
    expect([report.outcome, report.checks, report.proof]).toEqual(["done", 1, "1 check held"]);
  });

  test("that its answer does not meet ends the run incomplete, with what was wanted", async () => {
    const report = await run(
      call("a", "world__look", { name: "lamp" }, { expect: has("value", "on") }),
    );
    expect([report.outcome, report.proof]).toEqual(["incomplete", ""]);
    expect(report.reason).toStartWith("step a: the answer: value");
    expect(report.missing).toEqual([report.reason]);
  });

  test("may look elsewhere, by a probe", async () => {
    world.things.set("lamp", "on");
    const report = await run(call("a", "world__look", { name: "door" }, { expect: [isOn] }));
    expect([report.outcome, report.checks]).toEqual(["done", 1]);
    expect(world.calls).toEqual(["look door", "look lamp"]);
  });

  test("may compare with an earlier result", async () => {
    world.things.set("lamp", "on").set("switch", "on");
    const same = { matches: { required: ["value"], properties: { value: { const: "$a.value" } } } };
    const steps = (name: string) => [
      call("a", "world__look", { name: "switch" }),
      call("b", "world__look", { name }, { expect: [same] }),
    ];
    expect((await run(...steps("lamp"))).outcome).toBe("done");
    expect((await run(...steps("door"))).outcome).toBe("incomplete");
  });
});

describe("a write is judged by a later read, never by its own answer", () => {
  test("an honest one is proved", async () => {
    const report = await run(call("a", "world__put", one, { expect: [isOn] }));
    expect([report.outcome, report.checks]).toEqual(["done", 1]);
    expect(world.calls).toEqual(["put lamp", "look lamp"]);
  });

  test("a tool that says ok and does nothing ends the run incomplete", async () => {
    const report = await run(call("a", "world__lie", one, { expect: [isOn] }));
    expect(report.outcome).toBe("incomplete");
    expect(report.reason).toStartWith("step a: world__look: value");
  });

  test("one that nothing has checked ends it incomplete, though the call went well", async () => {
    const report = await run(
      call("look", "world__look", { name: "lamp" }, { expect: has("name", "lamp") }),
      call("a", "world__put", one),
    );
    expect([report.outcome, report.reason]).toEqual([
      "incomplete",
      "nothing has checked what step a did",
    ]);
  });

  test("a later step's expectation proves it", async () => {
    const report = await run(
      call("a", "world__put", one),
      call("b", "world__look", { name: "lamp" }, { after: ["a"], expect: has("value", "on") }),
    );
    expect(report.outcome).toBe("done");
  });

  test("a step that does not come after it proves nothing", async () => {
    const report = await run(
      call("b", "world__look", { name: "lamp" }, { expect: has("name", "lamp") }),
      call("a", "world__put", one, { after: ["b"] }),
    );
    expect(report.reason).toBe("nothing has checked what step a did");
  });

  test("a probe that cannot look is no proof", async () => {
    const blind = { ...isOn, probe: { tool: "files__files_read", args: { path: "gone.md" } } };
    const report = await run(call("a", "world__put", one, { expect: [blind] }));
    expect(report.outcome).toBe("incomplete");
    expect(report.reason).toStartWith("step a: files__files_read could not look:");
  });
});

describe("what a tool declares of itself", () => {
  test("is judged with the arguments of the call", async () => {
    const report = await run(call("a", "world__put_declared", one));
    expect([report.outcome, report.checks]).toEqual(["done", 1]);
  });

  test("finds out a lie", async () => {
    const report = await run(call("a", "world__lie_declared", one));
    expect(report.outcome).toBe("incomplete");
    expect(report.reason).toStartWith("step a: world__look: value");
  });

  test("is judged on the answer of a read", async () => {
    expect((await run(call("a", "world__look_declared", { name: "x" }))).outcome).toBe("done");
  });

  test("counts as none where a write vouches for itself or the schema takes anything", async () => {
    const report = await run(call("a", "world__lie_vouched", one));
    expect([report.outcome, report.checks]).toEqual(["incomplete", 0]);
    expect(report.reason).toBe("nothing has checked what step a did");
  });

  test("is no proof when it would look with a tool that writes, which is not called", async () => {
    const report = await run(call("a", "world__put_careless", one));
    expect([report.outcome, report.reason]).toEqual([
      "incomplete",
      "step a: world__send is not there to look",
    ]);
    expect(world.calls).toEqual(["put_careless lamp"]);
  });

  test("stands in the intent, before the call", async () => {
    const { run: id } = await run(call("a", "world__put_declared", one));
    const intent = house.events(id).find(({ type }) => type === "tool.intended")!;
    expect(intent.data!["expect"]).toEqual([
      {
        probe: { tool: "world__look", args: { name: "lamp" } },
        matches: { properties: { value: { const: "on" } }, required: ["value"] },
      },
    ]);
  });

  test("proves the files server's writes by the bytes that are there", async () => {
    const write = { path: "a.md", content: "héllo\n" };
    const report = await house.run(
      { steps: [call("w", "files__files_write", write)] },
      { yes: true },
    );
    expect([report.outcome, report.checks]).toEqual(["done", 1]);
    expect(await Bun.file(`${house.dir}/a.md`).text()).toBe("héllo\n");
  });
});

describe("a run that expects nothing", () => {
  test("ends incomplete and says so, though every call went well", async () => {
    const report = await run(call("a", "world__look", { name: "lamp" }));
    expect(report.outcome).toBe("incomplete");
    expect(report.reason).toBe("nothing was checked: the plan has no expectation and no citation");
  });

  test("is one whose schemas accept anything, with a note of each", async () => {
    const plan = {
      steps: [
        call("a", "world__look", { name: "lamp" }, { expect: [{ matches: { type: "object" } }] }),
      ],
    };
    const report = await house.run(plan, all);
    expect(report.outcome).toBe("incomplete");
    const accepted = house.events(report.run).find(({ type }) => type === "plan.accepted")!;
    expect(accepted.data!["notes"]).toEqual(["a: expect[0] accepts anything and counts as none"]);
  });
});

describe("what the goal expects", () => {
  const goal = (name: string, value = "on") => ({
    steps: [call("a", "world__put", one)],
    expect: [{ probe: { tool: "world__look", args: { name } }, ...has("value", value) }],
  });

  test("is judged by fresh reads when all steps are done", async () => {
    const report = await house.run(goal("lamp"), all);
    expect([report.outcome, report.checks]).toEqual(["done", 1]);
    expect(world.calls).toEqual(["put lamp", "look lamp"]);
  });

  test("ends the run incomplete when it does not hold", async () => {
    const report = await house.run(goal("door"), all);
    expect(report.outcome).toBe("incomplete");
    expect(report.reason).toStartWith("the goal's expectation does not hold: world__look: value");
  });

  test("may refer to results, and one that leads nowhere is a gap with its place", async () => {
    const report = await house.run(goal("lamp", "$a.missing"), all);
    expect(report.outcome).toBe("incomplete");
    expect(report.reason).toBe('the goal\'s expectation does not hold: $a has no "missing"');
  });
});
