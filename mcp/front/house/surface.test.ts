import { afterAll, beforeAll, describe, expect, test } from "bun:test";

import { type FrontHouse, openFront, textIn } from "../../../bench/support/front-house.ts";
import { pluginOf } from "../../../bench/support/kernel.ts";
import { toolServer } from "../../../bench/support/tool-server.ts";
import { defineVerb } from "../../../kernel/verb.ts";
import { z } from "zod";

const shop = toolServer("shop", {
  look: { description: "Looks at an article", run: () => ({ price: 3 }) },
  buy: { description: "Buys an article", effect: "once", run: () => ({ bought: true }) },
});

/** What some other capability brings. */
const weather = pluginOf("weather", (host) => {
  const output = z.object({ sky: z.string() });
  const verb = {
    input: z.object({ place: z.string() }),
    output,
    handler: async () => ({ sky: "blue" }),
  };
  host.verb(
    defineVerb({
      ...verb,
      name: "weather.show",
      description: "Says how the weather is.",
      scope: "read",
    }),
  );
  host.verb(
    defineVerb({ ...verb, name: "weather.order", description: "Orders weather.", scope: "person" }),
  );
});

let house: FrontHouse;
beforeAll(async () => {
  house = await openFront({ servers: [shop], plugins: [weather] });
});
afterAll(() => house[Symbol.asyncDispose]());

describe("the stable surface", () => {
  test("is at most ten tools in fewer than 3,000 tokens, the same in both eras", async () => {
    await using modern = await house.connect({ era: "modern" });
    await using legacy = await house.connect({ era: "legacy" });
    const tools = await modern.tools();
    expect(tools.map(({ name }) => name)).toEqual([
      "search",
      "describe",
      "call",
      "run",
      "status",
      "show",
      "why",
      "undo",
      "stop",
    ]);
    expect(Buffer.byteLength(JSON.stringify(tools)) / 4).toBeLessThan(3_000);
    expect(await legacy.tools()).toEqual([...tools]);
  });

  test("offers no field by which a model could say yes for a person", async () => {
    await using client = await house.connect();
    for (const { inputSchema } of await client.tools())
      expect(Object.keys((inputSchema as { properties: object }).properties)).not.toContain("yes");
  });

  test("finds the tools of servers and what plugins have registered, and says which to use", async () => {
    await using client = await house.connect();
    const found = textIn(await client.call("search", { goal: "look at an article in the shop" }));
    expect(found).toContain("shop__look (read): Looks at an article");
    const verbs = textIn(await client.call("search", { goal: "how is the weather" }));
    expect(verbs).toContain("glassbox__weather_show (read): Says how the weather is.");
    expect(verbs).not.toContain("weather_order");
  });

  test("describes servers' tools and verbs with their schemas", async () => {
    await using client = await house.connect();
    const names = ["files__files_read", "glassbox__weather_show"];
    const { structuredContent } = await client.call("describe", { tools: names });
    const tools = structuredContent!["tools"] as { inputSchema: object; effect: string }[];
    expect(tools[0]).toMatchObject({ effect: "read", inputSchema: { required: ["path"] } });
    expect(tools[1]).toMatchObject({
      inputSchema: { properties: { place: { type: "string" } }, required: ["place"] },
    });
  });

  test("says which field was meant", async () => {
    await using client = await house.connect();
    const slip = await client.call("search", { gaol: "read" });
    expect(slip.isError).toBe(true);
    expect(textIn(slip)).toBe(
      'search: there is no field "gaol" (did you mean "goal"?)\nit takes goal, limit, dir',
    );
    const missing = await client.call("search", {});
    expect(textIn(missing)).toBe("search: goal is missing\nit takes goal, limit, dir");
    const wrong = await client.call("search", { goal: "read", limit: 0 });
    expect(textIn(wrong)).toContain("search: limit: ");
    const unknown = await client.call("describe", { tools: ["shop__lok"] });
    expect(textIn(unknown)).toContain('did you mean "shop__look"?');
  });
});

describe("the full surface", () => {
  test("is every tool of every server and every verb but a person's, in the same order each time", async () => {
    await using client = await house.connect({ principal: { surface: "full" } });
    await using legacy = await house.connect({ era: "legacy", principal: { surface: "full" } });
    const tools = await client.tools();
    const names = tools.map(({ name }) => name);
    for (const one of ["shop__buy", "files__files_edit", "glassbox__weather_show", "glassbox__run"])
      expect(names).toContain(one);
    const persons = house.kernel.verbs.list().filter(({ scope }) => scope === "person");
    expect(persons.length).toBeGreaterThan(5);
    for (const { name } of persons)
      expect(names).not.toContain(`glassbox__${name.replace(".", "_")}`);
    expect(names).toEqual([...new Set(names)]);
    expect((await legacy.tools()).map(({ name }) => name)).toEqual(names);
    const start = tools.find(({ name }) => name === "glassbox__run_start")!;
    const { properties, required } = start["inputSchema"] as {
      properties: object;
      required: string[];
    };
    expect(Object.keys(properties)).not.toContain("yes");
    expect(Object.keys(properties)).not.toContain("allow");
    expect(required).toEqual(["goal"]);
  });

  test("calls a verb as a tool, in the client's folder unless another is named", async () => {
    await using client = await house.connect({ principal: { surface: "full" } });
    const weather = await client.call("glassbox__weather_show", { place: "here" });
    expect(weather.structuredContent).toEqual({ sky: "blue" });
    const { structuredContent: listed } = await client.call("glassbox__tools_list");
    expect(JSON.stringify(listed)).toContain("files__files_read");
    const slip = await client.call("glassbox__weather_show", { plaice: "here" });
    expect(textIn(slip)).toContain('there is no field "plaice" (did you mean "place"?)');
  });

  test("shows the text of a file to a client that shows its model nothing but texts", async () => {
    await using client = await house.connect({ principal: { surface: "full" } });
    await Bun.write(`${house.dir}/note.md`, "the words");
    const read = await client.call("files__files_read", { path: "note.md" });
    expect(read.structuredContent).toMatchObject({ text: "the words" });
    expect(textIn(read)).toContain("the words");
  });

  test("leaves the plain names to servers", async () => {
    await using client = await house.connect({ principal: { surface: "full" } });
    await expect(client.call("search", { goal: "x" })).rejects.toThrow();
  });
});

describe("the automatic surface", () => {
  test("is the full one as long as it takes a small part of the client's context", async () => {
    const config = (contextTokens: number) => ({ mcp: { surface: "auto", contextTokens } });
    await using wide = await openFront({ config: config(10_000_000) });
    await using narrow = await openFront({ config: config(10_000) });
    await using inWide = await wide.connect();
    await using inNarrow = await narrow.connect();
    expect((await inWide.tools()).length).toBeGreaterThan(20);
    expect((await inNarrow.tools()).length).toBe(9);
  });

  test("gives way to what a client was given", async () => {
    await using wide = await openFront({ config: { mcp: { surface: "full" } } });
    await using client = await wide.connect({ principal: { surface: "stable" } });
    expect((await client.tools()).length).toBe(9);
  });
});

describe("a client that may only read", () => {
  test("is shown nothing that changes anything, and can call nothing that does", async () => {
    await using client = await house.connect({ principal: { scope: "read", surface: "full" } });
    const names = (await client.tools()).map(({ name }) => name);
    expect(names).toContain("shop__look");
    expect(names).toContain("glassbox__status_show");
    for (const one of [
      "shop__buy",
      "files__files_write",
      "glassbox__run",
      "glassbox__run_start",
      "glassbox__undo",
    ])
      expect(names).not.toContain(one);
    await using stable = await house.connect({ principal: { scope: "read" } });
    expect((await stable.tools()).map(({ name }) => name)).toEqual([
      "search",
      "describe",
      "call",
      "status",
      "show",
      "why",
    ]);
    const found = await stable.call("search", { goal: "buy or look at an article" });
    expect(textIn(found)).not.toContain("shop__buy");
    for (const [name, args] of [
      ["run", { goal: "buy it" }],
      ["stop", { run: "@" }],
      ["call", { tool: "shop__buy" }],
      ["call", { tool: "glassbox__run_start", args: { goal: "buy it" } }],
    ] as const) {
      const refused = await stable.call(name, args);
      expect(refused.isError).toBe(true);
      expect(textIn(refused)).toContain("may only read");
    }
    const looked = await stable.call("call", { tool: "shop__look" });
    expect(looked.structuredContent).toEqual({ price: 3 });
    await using legacy = await house.connect({
      era: "legacy",
      principal: { scope: "read", surface: "full" },
    });
    await expect(legacy.call("shop__buy")).rejects.toThrow();
  });
});
