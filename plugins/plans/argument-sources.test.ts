import { afterAll, beforeAll, describe, expect, test } from "bun:test";

import { type House, openHouse } from "../../bench/support/kernel.ts";
import { call } from "../../bench/support/plan.ts";
import { createWorld } from "../../bench/support/world-server.ts";
import type { JsonObject } from "../../kernel/json.ts";

const world = createWorld();
let house: House;
beforeAll(async () => {
  house = await openHouse({ servers: [world.server] });
});
afterAll(() => house[Symbol.asyncDispose]());

const GOAL = "put lamp on, 3 times";
const look = call("look", "world__look", { name: "lamp" });
const put = (from: JsonObject, args: JsonObject = {}, goal: string | null = GOAL) => ({
  ...(goal === null ? {} : { goal }),
  steps: [look, call("put", "world__put", { name: "lamp", value: "on", ...args }, { from })],
});
const plan = (input: JsonObject) =>
  house
    .call<{ plan: { steps: JsonObject[] } }>("run.preview", {
      goal: "x",
      dir: house.dir,
      plan: input,
    })
    .catch((error: unknown) => error as { code: string; message: string; hint: string });

const LAMP = { from: "goal", span: [4, 8] };

test("where arguments come from stays in the accepted plan as it was said", async () => {
  const from = {
    name: LAMP,
    value: { from: "results", step: "look" },
    times: { from: "goal", span: [13, 14] },
    "list[0].a": { from: "free", model: "scripted/large" },
    list: { from: "facts", name: "was" },
    price: { from: "goal", span: [9, 11] },
    mode: { from: "goal", span: [0, 3] },
  };
  const args = { value: "$look.value", times: 3, list: [{ a: "b" }], price: "on", mode: "PUT" };
  expect(await plan(put(from, args))).toMatchObject({ plan: { steps: [{}, { from }] } });
  const { run } = await house.run(put({ name: LAMP }), { goal: GOAL, allow: ["world__*"] });
  const accepted = house.events(run).find(({ type }) => type === "plan.accepted");
  expect(accepted?.data).toMatchObject({ plan: { steps: [{}, { from: { name: LAMP } }] } });
});

test("a span waits for its goal: without one in the plan it is not compared", async () => {
  expect(await plan(put({ name: { from: "goal", span: [40, 44] } }, {}, null))).toHaveProperty(
    "plan",
  );
});

describe("what cannot be so is refused with its place:", () => {
  const cases: readonly [string, JsonObject, string][] = [
    [
      "a span of another text",
      put({ name: { from: "goal", span: [0, 3] } }),
      'from.name: the goal says "put" there, and not "lamp"',
    ],
    [
      "a span beyond the goal",
      put({ name: { from: "goal", span: [4, 80] } }),
      `from.name: the goal has ${GOAL.length} characters, and not 80`,
    ],
    [
      "a span of nothing",
      put({ name: { from: "goal", span: [4, 4] } }),
      "must begin before it ends",
    ],
    [
      "a number that the goal does not say",
      put({ times: { from: "goal", span: [13, 14] } }, { times: 4 }),
      'from.times: the goal says "3" there, and not 4',
    ],
    [
      "a result that is a literal",
      put({ name: { from: "results", step: "look" } }),
      'from.name: "lamp" does not refer to step "look"',
    ],
    [
      "a result of another step",
      put({ value: { from: "results", step: "lok" } }, { value: "$look.value" }),
      'from.value: "$look.value" does not refer to step "lok"',
    ],
    [
      "a result that says it is of the goal",
      put({ value: LAMP }, { value: "$look.value" }, null),
      'from.value: "$look.value" is a reference, and those come from results',
    ],
    [
      "a result that says it is free",
      put({ value: { from: "free", model: "m" } }, { value: "$look.value" }),
      "is a reference, and those come from results",
    ],
    ["no argument", put({ nmae: LAMP }), 'there is no argument "nmae" (did you mean "name"?)'],
    ["an unknown origin", put({ name: { from: "heaven" } }), "plan: steps[1].from.name"],
    [
      "a step that calls nothing",
      { steps: [{ id: "a", do: { wait: { for: "1s" } }, from: { for: { from: "default" } } }] },
      "only a tool call has arguments",
    ],
  ];
  test.each(cases)("%s", async (_, input, words) => {
    const refusal = await plan(input);
    expect(refusal).toMatchObject({ code: "usage", message: expect.stringContaining(words) });
    expect((refusal as { hint: string }).hint).toMatch(/docs\/plans.md|name one of/);
  });
});
