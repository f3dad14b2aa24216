import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { Server } from "@modelcontextprotocol/server";

import { type FrontHouse, openFront, textIn } from "../../../bench/support/front-house.ts";
import { toolServer } from "../../../bench/support/tool-server.ts";
import type { JsonObject } from "../../../kernel/json.ts";
import type { InProcessSpec } from "../../hub/index.ts";

const LONG = Array.from({ length: 4_000 }, (_, index) => `${index}: 🙂 a line of it`).join("\n");

/** Answers in every form that a result has. */
const speaker: InProcessSpec = {
  name: "speaker",
  transport: "in-process",
  rooted: false,
  trusted: true,
  async create() {
    const server = new Server({ name: "speaker", version: "1" }, { capabilities: { tools: {} } });
    const tool = (name: string, effect: string) => ({
      name,
      inputSchema: { type: "object" as const },
      _meta: { "dev.glassbox/effect": effect },
    });
    server.setRequestHandler("tools/list", () => ({
      tools: ["mixed", "fails", "long", "asks"].map((name) => tool(name, "read")),
    }));
    server.setRequestHandler("tools/call", async ({ params }) => {
      if (params.name === "mixed")
        return {
          content: [
            { type: "text", text: "look" },
            { type: "image", data: "aGk=", mimeType: "image/png" },
          ],
          structuredContent: { seen: 1 },
          _meta: { "example.org/kept": true },
        };
      if (params.name === "fails")
        return { content: [{ type: "text", text: "no" }], isError: true };
      if (params.name === "long") return { content: [{ type: "text", text: LONG }] };
      const said = await server.elicitInput({
        mode: "form",
        message: "Which colour?",
        requestedSchema: { type: "object", properties: { colour: { type: "string" } } },
      });
      return { content: [{ type: "text", text: JSON.stringify(said) }] };
    });
    return server;
  },
};

let calls = 0;
const shop = toolServer("shop", {
  buy: {
    effect: "once",
    inputSchema: {
      type: "object",
      properties: { article: { type: "string" }, count: { type: "integer" } },
      required: ["article"],
    },
    run: ({ article = "" }) => ({ bought: article, calls: (calls += 1) }),
  },
});

let house: FrontHouse;
beforeAll(async () => {
  house = await openFront({ servers: [speaker, shop] });
});
afterAll(() => house[Symbol.asyncDispose]());

const yes = () => ({ action: "accept", content: { decision: "approve once" } });

describe("a call that reads", () => {
  test("is answered as the server answered it, and what is only data is there as text too", async () => {
    await using client = await house.connect();
    const { content, structuredContent, _meta } = await client.call("call", {
      tool: "speaker__mixed",
    });
    expect(content as unknown).toEqual([
      { type: "text", text: "look" },
      { type: "image", data: "aGk=", mimeType: "image/png" },
      { type: "text", text: '{"seen":1}' },
    ]);
    expect(structuredContent).toEqual({ seen: 1 });
    expect(_meta).toMatchObject({ "example.org/kept": true });
    expect(await client.call("call", { tool: "speaker__fails" })).toMatchObject({
      isError: true,
      content: [{ text: "no" }],
    });
  });

  test("lets no secret out that a server has let out", async () => {
    await using client = await house.connect();
    const token = `ghp_${"a1B2c3D4e5".repeat(4)}`.slice(0, 40);
    await Bun.write(`${house.dir}/notes.md`, `token ${token}`);
    const args = { path: "notes.md" };
    const read = await client.call("call", { tool: "files__files_read", args });
    expect(JSON.stringify(read)).not.toContain(token);
    expect(textIn(read)).toContain("[secret:");
    const { run } = await house.run({
      steps: [{ id: "a", do: { tool: { server: "files", name: "files_read", args } } }],
    });
    const shown = await client.call("show", { address: `${run}@a` });
    expect(textIn(shown)).toContain("[secret:");
    const resource = await client.client.readResource({ uri: `run://${run}/results/a` });
    expect(JSON.stringify(resource)).not.toContain(token);
    const listed = await client.call("call", { tool: "glassbox__log_read", args: { run } });
    expect(JSON.stringify(listed)).not.toContain(token);
  });

  for (const era of ["modern", "legacy"] as const)
    test(`lets its server ask the person in front of the client (${era})`, async () => {
      const person = () => ({ action: "accept", content: { colour: "red" } });
      await using client = await house.connect({ era, person });
      const asked = await client.call("call", { tool: "speaker__asks" });
      expect(textIn(asked)).toContain('"colour":"red"');
    });

  test("leaves no run behind", async () => {
    await using client = await house.connect();
    const before = await house.call<{ runs: unknown[] }>("runs.list", {});
    await client.call("call", { tool: "speaker__mixed" });
    const after = await house.call<{ runs: unknown[] }>("runs.list", {});
    expect(after.runs.length).toBe(before.runs.length);
  });

  test("with a long answer is cut, and the rest is to be had page by page, none lost", async () => {
    await using small = await openFront({
      servers: [speaker],
      config: { mcp: { resultTokens: 5_000 } },
    });
    await using client = await small.connect();
    const cut = await client.call("call", { tool: "speaker__long" });
    expect(textIn(cut).length).toBeLessThan(21_000);
    const address = String(cut._meta!["dev.glassbox/rest"]);
    let whole = "";
    for (let from: number | null = 0; from !== null;) {
      const page = textIn(await client.call("show", { address, from }));
      const [, body = "", next] = /^([^]*?)(?:\n\n\[cut: characters up to (\d+) of [^]*)?$/.exec(
        page,
      )!;
      whole += body;
      from = next === undefined ? null : Number(next);
    }
    expect(whole).toBe(LONG);
    const gone = await client.call("show", { address: "result://nothing" });
    expect(textIn(gone)).toContain("call the tool again");
  });

  test("works without a folder if its server needs none", async () => {
    await using client = await house.connect({ principal: { dir: null } });
    expect((await client.call("call", { tool: "speaker__mixed" })).structuredContent).toEqual({
      seen: 1,
    });
    const rooted = await client.call("call", { tool: "files__files_list" });
    expect(textIn(rooted)).toContain("pass dir, an absolute path");
    const named = await client.call("call", { tool: "files__files_list", dir: house.dir });
    expect(named.isError).toBeFalsy();
  });

  test("is not made in a folder that no run may have, wherever the client says it stands", async () => {
    await using client = await house.connect({ principal: { dir: "/", surface: "full" } });
    const names = (await client.tools()).map(({ name }) => name);
    expect(names).not.toContain("files__files_read");
    const named = await client.call("glassbox__tools_list", { dir: "/" });
    expect(textIn(named)).toContain('does not work in "/"');
  });
});

describe("arguments", () => {
  const wrong: readonly [JsonObject, string][] = [
    [{ artcle: "tea" }, 'there is no argument "artcle" (did you mean "article"?)'],
    [{ article: "tea", cuont: 2 }, 'there is no argument "cuont" (did you mean "count"?)'],
    [{}, "article"],
    [{ article: "tea", count: "two" }, "count"],
  ];
  for (const [args, reason] of wrong)
    test(`that do not fit are refused before anything happens: ${JSON.stringify(args)}`, async () => {
      await using client = await house.connect({ person: yes });
      const before = calls;
      const refused = await client.call("call", { tool: "shop__buy", args });
      expect(refused.isError).toBe(true);
      expect(textIn(refused)).toContain(reason);
      expect(textIn(refused)).toContain("it takes article, count");
      expect(calls).toBe(before);
    });
});
