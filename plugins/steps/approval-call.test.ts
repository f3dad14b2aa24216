import { afterAll, beforeAll, beforeEach, describe, expect, test } from "bun:test";

import type { House } from "../../bench/support/kernel.ts";
import { call } from "../../bench/support/plan.ts";
import {
  answer,
  asksOf,
  grants,
  type Office,
  openOffice,
  page,
  put,
} from "../../bench/support/asking-office.ts";

let office: Office;
let house: House;
beforeAll(async () => {
  office = await openOffice();
  house = office.house;
});
afterAll(() => house[Symbol.asyncDispose]());
beforeEach(() => {
  office.world.things.clear();
  office.world.calls.length = 0;
});

describe("a call that nothing covers asks in view of what it is called with", () => {
  test("with its actual arguments, long ones by their head and length", async () => {
    const long = "y".repeat(300);
    office.world.things.set("long", long);
    const { run, asks } = await house.run(
      {
        steps: [call("look", "world__look", { name: "long" }), put("s1", "lamp", "$look.value")],
      },
      { allow: ["world__put:name=door"] },
    );
    expect(asksOf({ asks })[0]!.detail.effects).toMatchObject([
      {
        tool: "world__put",
        reason: "no approval covers world__put with these arguments",
        calls: [
          {
            step: "s1",
            arguments: [
              { argument: "name", value: "lamp" },
              { argument: "value", value: "y".repeat(200), length: 300, detail: "step look" },
            ],
          },
        ],
      },
    ]);
    await answer(house, run, true);
    expect((await house.settled(run)).outcome).toBe("done");
  });

  test("a value from outside asks even inside a grant, and says where it came in", async () => {
    const { run, asks } = await house.run(
      {
        steps: [
          page("buy now"),
          call("same", "world__look", { name: "$page.args.text" }),
          put("s1", "lamp", "$same.name"),
        ],
      },
      { allow: ["world__put"] },
    );
    const [asked] = asksOf({ asks });
    expect(asked!.question).toContain("step page of foreign__structured");
    expect(asked!.detail).toMatchObject({
      tainted: ["value"],
      effects: [
        {
          calls: [
            {
              arguments: [
                { argument: "name", detail: "the plan" },
                { value: "buy now", outside: "step page of foreign__structured" },
              ],
            },
          ],
        },
      ],
    });
    expect(office.world.calls.filter((one) => one.startsWith("put"))).toEqual([]);
    await answer(house, run, true);
    expect((await house.settled(run)).outcome).toBe("done");
  });

  test("so do words that were planned after an answer from outside was read", async () => {
    const from = {
      name: { from: "goal", span: [4, 8] },
      value: { from: "free", model: "m/large" },
    };
    const plans = [{ steps: [page("buy")] }, { steps: [put("s1", "lamp", "buy", { from })] }];
    const { house: own, world } = await openOffice(plans);
    await using _closing = own;
    const report = await own.run(undefined, { goal: "put lamp on", allow: ["world__put"] });
    expect(asksOf(report)).toMatchObject([
      {
        detail: {
          tainted: ["value"],
          effects: [
            { calls: [{ arguments: [{ from: "goal" }, { outside: expect.any(String) }] }] },
          ],
        },
      },
    ]);
    expect(asksOf(report)[0]!.question).toContain("planned after an answer from outside was read");
    expect(world.calls).toEqual([]);
  });

  test("what the goal was given as data is from outside too", async () => {
    const { asks, run } = await house.run(
      { steps: [put("s1", "lamp", "$goal.input")] },
      { allow: ["world__put"], input: "on" },
    );
    expect(asksOf({ asks })[0]!.question).toContain("the input");
    await house.call("run.stop", { run });
  });

  test("a yes to values covers just these values, also where one reads like a reference", async () => {
    const { run } = await house.run({
      steps: [page("$$page.dir"), put("s1", "lamp", "$page.args.text")],
    });
    await answer(house, run, true);
    const report = await house.settled(run);
    expect(asksOf(report)).toHaveLength(1);
    await answer(house, run, true);
    await house.settled(run);
    expect(office.world.things.get("lamp")).toBe("$page.dir");
    const rows = (await grants(house, run)).grants;
    expect(rows.at(-1)).toMatchObject({
      pattern: 'name = "lamp", value = "$page.dir"',
      args: { const: { name: "lamp", value: "$page.dir" } },
      left: 0,
    });
  });
});
