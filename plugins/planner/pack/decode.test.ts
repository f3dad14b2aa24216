import { describe, expect, test } from "bun:test";
import fc from "fast-check";

import type { JsonObject, JsonValue } from "../../../kernel/json.ts";
import type { ToolDefinition } from "../../../kernel/ports/tools.ts";
import { spanCandidates, readClause } from "../point/candidate.ts";
import { type Origin, parametersOf } from "../point/parameter.ts";
import { decodeCall } from "./decode.ts";
import type { Pointed, PointedParameter } from "./pointed.ts";
import { callSchema } from "./schema.ts";

const toolOf = (properties: JsonObject, required: readonly string[] = []): ToolDefinition => ({
  server: "shop",
  name: "order",
  description: "",
  inputSchema: { type: "object", properties, required: [...required] },
  effect: "once",
  expect: [],
  paths: [],
  meta: {},
  trusted: false,
  hash: "",
});

/** What the parameters of a tool may point at in a goal. */
function pointedAt(
  goal: string,
  tool: ToolDefinition,
  settings: Readonly<Record<string, { from: readonly Origin[] }>> = {},
): Pointed {
  const reading = readClause({ text: goal, start: 0, isAgain: false });
  const parameters = parametersOf(tool, { shop__order: settings });
  const pointed = parameters.map((parameter): PointedParameter => {
    const { origins } = parameter;
    return {
      parameter,
      candidates: origins.has("goal") ? spanCandidates(reading, parameter) : [],
      mayBeFree: origins.has("free"),
      mayBeResult: origins.has("results"),
    };
  });
  return { byTool: new Map([["shop__order", pointed]]) };
}

const decode = (tool: ToolDefinition, pointed: Pointed, args: JsonValue) =>
  decodeCall({ tool: "shop__order", args }, [tool], pointed, [], "order");

const GOAL =
  "Order 3 of item-77 for ada@example.org from https://shop.example/tea into orders/tea.md";
const TOOL = toolOf({
  path: { type: "string" },
  url: { type: "string", format: "uri" },
  to: { type: "string", format: "email" },
  itemId: { type: "string" },
  count: { type: "integer" },
});

/** Values that are nearly what the goal says. */
const nearly = fc
  .constantFrom("item-77", "ada@example.org", "https://shop.example/tea", "orders/tea.md")
  .chain((value) =>
    fc.constantFrom(
      `../${value}`,
      `/${value}`,
      `${value}?x=1`,
      `${value}/..`,
      ` ${value}`,
      value.toUpperCase(),
      value.replaceAll("e", "е"), // Cyrillic
      value.replaceAll("/", "\u2215"),
      `${value}\u200b`,
      `${value}\u0000`,
      value.normalize("NFD") + "\u0301",
    ),
  );
const invented = fc.oneof(nearly, fc.webUrl(), fc.emailAddress(), fc.uuid(), fc.string());
const argument = fc.constantFrom("path", "url", "to", "itemId");

/** The one promise: who says that a value comes from the goal, quotes it. */
function isInvented(goal: string, decoded: ReturnType<typeof decodeCall>): boolean {
  if (typeof decoded === "string") return false;
  return Object.entries(decoded.args).some(([name, value]) => {
    const { from, span } = decoded.from[name] as { from: string; span: [number, number] };
    return from !== "goal" || goal.slice(...span) !== String(value);
  });
}

describe("a pointed argument", () => {
  const honest = pointedAt(GOAL, TOOL);

  test("takes what the goal says, and knows where", () => {
    const args = { path: "orders/tea.md", to: "ada@example.org", itemId: "item-77", count: 3 };
    const decoded = decode(TOOL, honest, args);
    expect(decoded).toMatchObject({ args });
    expect(isInvented(GOAL, decoded)).toBe(false);
  });

  test("never takes an invented value", () => {
    fc.assert(
      fc.property(argument, invented, (name, value) => {
        const decoded = decode(TOOL, honest, { [name]: value });
        expect(isInvented(GOAL, decoded)).toBe(false);
        if (!GOAL.includes(value)) expect(decoded).toBeString();
      }),
      { numRuns: 1000 },
    );
  });

  test("would take one if what it may point at were not kept to the goal: the test above can fail", () => {
    const lax = new Map(
      [...honest.byTool].map(([key, parameters]) => [
        key,
        parameters.map((one) => ({ ...one, mayBeFree: true })),
      ]),
    );
    const decoded = decode(TOOL, { byTool: lax }, { path: "../../etc/passwd" });
    expect(isInvented(GOAL, decoded)).toBe(true);
    const extended = [...honest.byTool].map(([key, parameters]): [string, PointedParameter[]] => [
      key,
      parameters.map((one) => {
        const [first] = one.candidates;
        const extra = first ? [{ ...first, value: "orders/tea.md/.." }] : [];
        return { ...one, candidates: [...one.candidates, ...extra] };
      }),
    ]);
    const second = decode(TOOL, { byTool: new Map(extended) }, { path: "orders/tea.md/.." });
    expect(isInvented(GOAL, second)).toBe(true);
  });
});

describe("what a model may say in its own words", () => {
  const tool = toolOf({
    size: { enum: ["small", "large"] },
    gift: { type: "boolean" },
    count: { type: "integer" },
    note: { type: "string" },
  });
  const own = { from: { from: "free" } };

  test("is a text, yes or no, and an option that there is", () => {
    const pointed = pointedAt("order tea", tool);
    for (const args of [{ size: "large" }, { gift: true }, { note: "with love" }] as JsonObject[])
      expect(decode(tool, pointed, args)).toMatchObject({
        args,
        from: { [Object.keys(args)[0]!]: own.from },
      });
  });

  test("is no option that there is not, and no number", () => {
    const pointed = pointedAt("order tea", tool);
    const wrong: JsonObject[] = [{ size: "huge" }, { gift: "yes" }, { count: 3 }, { note: 7 }];
    for (const args of wrong)
      expect(decode(tool, pointed, args)).toMatch(/stands neither in the goal nor in an earlier/);
  });

  test("is nothing where the settings say that all is pointed at", () => {
    const from: { from: readonly Origin[] } = { from: ["goal"] };
    const pointed = pointedAt("order a small tea", tool, { size: from, gift: from, note: from });
    for (const args of [{ size: "large" }, { gift: true }, { note: "with love" }] as JsonObject[])
      expect(decode(tool, pointed, args)).toBeString();
    expect(decode(tool, pointed, { size: "small" })).toMatchObject({
      from: { size: { from: "goal", span: [8, 13] } },
    });
    const { properties } = callSchema([tool], pointed) as unknown as {
      properties: { args: { properties: JsonObject } };
    };
    expect(properties.args.properties).toMatchObject({ size: { enum: ["small"] } });
    expect(properties.args.properties).not.toHaveProperty("gift");
  });

  test("is a number where the settings allow one", () => {
    const pointed = pointedAt("order tea", tool, { count: { from: ["free"] } });
    expect(decode(tool, pointed, { count: 3 })).toMatchObject({
      args: { count: 3 },
      from: { count: own.from },
    });
    expect(decode(tool, pointed, { count: "3" })).toBeString();
  });
});

describe("a tool whose parameters are called like what every object has", () => {
  const leaf = { type: "object", properties: { polluted: { type: "string" } } };
  const hostile = toolOf(
    JSON.parse(
      JSON.stringify({
        constructor: { type: "object", properties: { prototype: leaf } },
        PROTO: leaf,
        toString: { type: "string" },
      }).replace("PROTO", "__proto__"),
    ) as JsonObject,
  );

  test("is offered and called like any other, and touches no other object", () => {
    const pointed = pointedAt("order tea", hostile);
    expect(JSON.stringify(callSchema([hostile], pointed))).toContain(
      '"constructor":{"type":"object"',
    );
    for (const text of [
      '{"constructor":{"prototype":{"polluted":"yes"}}}',
      '{"__proto__":{"polluted":"yes"}}',
      '{"toString":"yes"}',
    ]) {
      const decoded = decode(hostile, pointed, JSON.parse(text) as JsonValue);
      expect(typeof decoded === "string" ? decoded : JSON.stringify(decoded.args)).toBe(text);
      expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
      expect(String({})).toBe("[object Object]");
    }
  });
});
