import { afterAll, beforeAll, describe, expect, test } from "bun:test";

import { type House, openHouse } from "../../bench/support/kernel.ts";
import { call, has } from "../../bench/support/plan.ts";
import { toolServer } from "../../bench/support/tool-server.ts";
import { createWorld } from "../../bench/support/world-server.ts";
import type { JsonObject } from "../../kernel/json.ts";

const world = createWorld();
const typed = toolServer("typed", {
  count: {
    outputSchema: {
      type: "object",
      properties: {
        count: { type: "integer" },
        items: {
          type: "array",
          items: { type: "object", properties: { name: { type: "string" } } },
        },
      },
      required: ["count"],
    },
    run: () => ({ count: 1, items: [{ name: "a" }] }),
  },
  take: {
    inputSchema: {
      type: "object",
      properties: { name: { type: "string" }, amount: { type: "integer", minimum: 1 } },
      required: ["name"],
      additionalProperties: false,
    },
    run: () => ({ ok: true }),
  },
});

let house: House;
beforeAll(async () => {
  house = await openHouse({ servers: [world.server, typed] });
});
afterAll(() => house[Symbol.asyncDispose]());

const count = call("count", "typed__count");
const take = (args: JsonObject, more: JsonObject = {}) => call("take", "typed__take", args, more);
const look = call("look", "world__look", { name: "lamp" });
const probing = (tool: string) => ({
  expect: [{ probe: { tool, args: { name: "lamp" } }, ...has("value", "on") }],
});
const matching = (matches: unknown) => ({ expect: [{ matches }] }) as JsonObject;

const cases: readonly [name: string, plan: JsonObject, message: string, hint: string][] = [
  ["without steps", { steps: [] }, "plan: steps: must have at least one step", "docs/plans.md"],
  ["without a list of steps", { steps: "all" }, "plan: steps:", "docs/plans.md"],
  [
    "with a field that there is none of",
    { steps: [{ ...look, retries: 3 }] },
    'plan: steps[0]: Unrecognized key: "retries"',
    "docs/plans.md",
  ],
  [
    "with a step that does nothing",
    { steps: [{ id: "a", do: {} }] },
    "plan: steps[0].do",
    "docs/plans.md",
  ],
  [
    "with an id that is none",
    { steps: [{ ...look, id: "Look Up" }] },
    "plan: steps[0].id: must be lower-case letters",
    "docs/plans.md",
  ],
  [
    "with a reserved id",
    { steps: [{ ...look, id: "goal" }] },
    'plan: step id "goal" is reserved',
    "another id",
  ],
  ["with one id twice", { steps: [look, look] }, 'plan: two steps are called "look"', "its own id"],
  [
    "with a cycle of after",
    { steps: [{ ...look, id: "a", after: ["b"] }, { ...look, id: "b", after: ["a"] }, look] },
    "plan: the steps a, b wait for each other",
    "close the circle",
  ],
  [
    "with a cycle of references",
    {
      steps: [
        call("a", "world__look", { name: "$b.name" }),
        call("b", "world__look", { name: "$c.name" }),
        call("c", "world__look", { name: "$a.name" }),
      ],
    },
    "plan: the steps a, b, c wait for each other",
    "close the circle",
  ],
  [
    "with a step that needs itself",
    { steps: [call("a", "world__look", { name: "$a.name" })] },
    "plan: the steps a wait for each other",
    "close the circle",
  ],
  [
    "with an unknown reference",
    { steps: [look, take({ name: "$lok.value" })] },
    'plan: step "take": $lok: there is no step "lok" (did you mean "look"?)',
    "name one of look, take",
  ],
  [
    "with an unknown step in after",
    { steps: [{ ...look, after: ["looks"] }] },
    'plan: step "look": after: there is no step "looks" (did you mean "look"?)',
    "name one of look",
  ],
  [
    "with an unknown reference in the answer",
    { steps: [look], answer: "${lock.value}" },
    'plan: $lock: there is no step "lock" (did you mean "look"?)',
    "name one of look",
  ],
  [
    "with an unknown step to cite from",
    { steps: [look], cite: { of: "$look.value", in: ["read"] } },
    'plan: cite.in: there is no step "read"',
    "name one of look",
  ],
  [
    "with an unknown tool",
    { steps: [call("a", "world__lok", {})] },
    'plan: step "a": there is no tool world__lok (did you mean "world__look"?)',
    "glassbox tools ls",
  ],
  [
    "with an unknown argument",
    { steps: [take({ name: "x", amuont: 2 })] },
    'plan: step "take": typed__take:',
    "glassbox tools show typed__take",
  ],
  [
    "with an unknown argument that is a reference",
    { steps: [look, take({ name: "x", amuont: "$look.value" })] },
    'plan: step "take": typed__take: there is no argument "amuont" (did you mean "amount"?)',
    "it takes name, amount",
  ],
  [
    "without an argument that is wanted",
    { steps: [take({ amount: 2 })] },
    'plan: step "take": typed__take:',
    "glassbox tools show typed__take",
  ],
  [
    "with a literal of the wrong type",
    { steps: [take({ name: 7 })] },
    'plan: step "take": typed__take: name',
    "glassbox tools show typed__take",
  ],
  [
    "with a reference of the wrong type, by what its source declares",
    { steps: [count, take({ name: "$count.count" })] },
    'plan: step "take": typed__take: name: $count.count is integer, but string is wanted',
    "another part of the earlier result",
  ],
  [
    "with a list where one is wanted",
    { steps: [count, take({ name: "$count.items[*].name" })] },
    'plan: step "take": typed__take: name: $count.items[*].name is array, but string is wanted',
    "another part of the earlier result",
  ],
  [
    "with an element of the wrong type",
    { steps: [count, take({ name: "x", amount: "$item.name" }, { each: "$count.items" })] },
    'plan: step "take": typed__take: amount: $item.name is string, but integer is wanted',
    "another part of the earlier result",
  ],
  [
    "with $item and no each",
    { steps: [take({ name: "$item" })] },
    'plan: step "take" uses $item but has no "each"',
    'add each: "$step.list"',
  ],
  [
    "with an each that is no reference",
    { steps: [take({ name: "$item" }, { each: "items" })] },
    "plan: steps[0].each: must be a reference",
    "docs/plans.md",
  ],
  [
    "that judges a write on its own answer",
    { steps: [call("a", "world__put", { name: "x" }, matching({ required: ["ok"] }))] },
    'plan: step "a": expect[0] needs a probe',
    "add probe:",
  ],
  [
    "that judges a question on its own answer",
    { steps: [{ id: "a", do: { ask: { question: "?" } }, ...matching({ minLength: 1 }) }] },
    'plan: step "a": expect[0] needs a probe',
    "add probe:",
  ],
  [
    "whose goal has no probe",
    { steps: [look], ...matching({ required: ["ok"] }) },
    "plan: goal: expect[0] needs a probe",
    "add probe:",
  ],
  [
    "with a probe that writes",
    { steps: [call("a", "world__put", { name: "x" }, probing("world__send"))] },
    'plan: step "a": expect[0].probe: world__send may change something',
    "class read",
  ],
  [
    "with a probe by an unknown tool",
    { steps: [call("a", "world__put", { name: "x" }, probing("world__loook"))] },
    'plan: step "a": expect[0]: there is no tool world__loook (did you mean "world__look"?)',
    "glassbox tools ls",
  ],
  [
    "with a schema that is none",
    { steps: [{ ...look, ...matching({ type: "strnig" }) }] },
    'plan: step "look": expect[0].matches is no JSON Schema:',
    "write a JSON Schema 2020-12",
  ],
  [
    "with a reference that would open a schema",
    { steps: [count, { ...look, ...matching({ required: "$count.items" }) }] },
    'plan: step "look": expect[0].matches: $count.items stands where it would change what is expected',
    "only as the value of const",
  ],
  [
    "with a schema that is a reference",
    { steps: [count, { ...look, ...matching({ properties: { value: "$count.items" } }) }] },
    'plan: step "look": expect[0].matches: $count.items stands where',
    "only as the value of const",
  ],
  [
    "that learns from another step",
    { steps: [count, { ...look, learn: { total: "$count.count" } }] },
    `plan: step "look": learn.total: $count.count is no part of this step's answer`,
    '"$look.path"',
  ],
  [
    "with a wait that is no duration",
    { steps: [{ id: "a", do: { wait: { for: "soon" } } }] },
    "plan: steps[0].do",
    "docs/plans.md",
  ],
  [
    "with a wait until no time",
    { steps: [{ id: "a", do: { wait: { until: "tomorrow" } } }] },
    "plan: steps[0].do",
    "docs/plans.md",
  ],
  [
    "with too many steps",
    { steps: Array.from({ length: 301 }, (_, index) => ({ ...look, id: `s${index}` })) },
    "plan: steps: must have at most 300 steps",
    "docs/plans.md",
  ],
];

describe("a plan is refused with its place and its mend, and leaves no trace", () => {
  for (const [name, plan, message, hint] of cases) {
    test(name, async () => {
      const before = house.kernel.ledger.lastRow();
      const refusal = (await house
        .start(plan, { allow: ["world__*"] })
        .catch((error) => error)) as {
        code: string;
        message: string;
        hint: string;
      };
      expect(refusal.code).toBe("usage");
      expect(refusal.message).toStartWith(message);
      expect(refusal.hint).toContain(hint);
      expect(house.kernel.ledger.lastRow()).toBe(before);
      expect(house.kernel.ledger.branches({ subjectPrefix: "run/" })).toEqual([]);
    });
  }
});

test("a preview refuses the same, and shows a good plan with its effects without running it", async () => {
  const input = { goal: "x", dir: house.dir };
  const bad = house.call("run.preview", { ...input, plan: { steps: [look, look] } });
  await expect(bad).rejects.toMatchObject({ code: "usage" });
  const plan = { steps: [look, call("put", "world__put", { name: "a" }, probing("world__look"))] };
  world.calls.length = 0;
  const before = house.kernel.ledger.lastRow();
  expect(await house.call("run.preview", { ...input, plan })).toMatchObject({
    effects: [
      { step: "look", tool: "world__look", effect: "read" },
      { step: "put", tool: "world__put", effect: "keyed", undoable: false },
    ],
  });
  expect([world.calls.length, house.kernel.ledger.lastRow()]).toEqual([0, before]);
});
