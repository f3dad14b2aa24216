import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { afterAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import {
  type CallResult,
  type FrontHouse,
  openFront,
  textIn,
} from "../../bench/support/front-house.ts";
import { newHome } from "../../bench/support/kernel.ts";
import type { JsonObject } from "../../kernel/json.ts";
import type { Principal } from "../../mcp/front/index.ts";
import type { StdioSpec } from "../../mcp/hub/index.ts";

setDefaultTimeout(60_000);

const FILES = join(
  import.meta.dir,
  "../../node_modules/@modelcontextprotocol/server-filesystem/dist/index.js",
);
const home = newHome();
afterAll(() => home[Symbol.dispose]());
const configured = join(home.path, "configured");
const beside = join(home.path, "beside");
for (const dir of [configured, beside]) {
  mkdirSync(dir, { recursive: true });
  writeFileSync(join(dir, "note.txt"), "a note");
}

const stdio = (name: string, args: string[], effects: StdioSpec["effects"]): StdioSpec => ({
  name,
  transport: "stdio",
  rooted: false,
  trusted: false,
  command: process.execPath,
  args,
  env: {},
  protocol: "legacy",
  pool: "session",
  ...(effects && { effects }),
});

interface Seen {
  readonly method: string;
  readonly params: JsonObject;
}

async function connect(
  house: FrontHouse,
  principal: Partial<Principal>,
  { roots = [], seen = [] }: { roots?: readonly string[]; seen?: Seen[] } = {},
) {
  const whole = { id: "t", via: "http", scope: "full", dir: null, surface: "full", ...principal };
  const send = ((input: string | URL, init?: RequestInit) =>
    house.front.fetch(new Request(String(input), init), whole as Principal)) as typeof fetch;
  const client = new Client(
    { name: "rooted", version: "1" },
    {
      capabilities: { roots: {}, elicitation: {} },
      versionNegotiation: { mode: "legacy" } as object,
    },
  );
  client.setRequestHandler("roots/list", async () => ({
    roots: roots.map((dir) => ({ uri: pathToFileURL(dir).href })),
  }));
  client.setRequestHandler("elicitation/create", async ({ params }) => {
    seen.push({ method: "elicitation/create", params: params as object as JsonObject });
    return { action: "decline" };
  });
  client.setNotificationHandler("notifications/message", ({ params }) => {
    seen.push({ method: "notifications/message", params: params as object as JsonObject });
  });
  await client.connect(
    new StreamableHTTPClientTransport(new URL("http://127.0.0.1/mcp"), { fetch: send }),
  );
  const call = async (name: string, args: JsonObject = {}, options = {}) =>
    (await client.callTool({ name, arguments: args as never }, options)) as never as CallResult;
  return { client, call, [Symbol.asyncDispose]: () => client.close() };
}

describe("the folders of a server are no client's to choose", () => {
  const effects = { read_text_file: "read", list_allowed_directories: "read" } as const;
  const open = () =>
    openFront({ servers: [stdio("fsx", [FILES, configured], effects)], isBare: true });

  /** What the server may look at once it has asked for the roots, as often as it takes. */
  async function readable(
    house: FrontHouse,
    principal: Partial<Principal>,
    roots: string[],
    path: string,
  ) {
    await using client = await connect(house, principal, { roots });
    for (let tries = 0; tries < 10; tries += 1) {
      const read = await client.call("fsx__read_text_file", { path });
      if (read.isError !== true) return true;
      await Bun.sleep(50);
    }
    return false;
  }

  test("a token that only reads names roots, and the server does not hear of them", async () => {
    await using house = await open();
    const secret = join(house.home, "home", "token");
    writeFileSync(secret, "gbx_secret");
    const reader = { scope: "read" } as const;
    expect(await readable(house, reader, [house.home, join(house.home, "home"), "/"], secret)).toBe(
      false,
    );
    expect(await readable(house, reader, [beside], join(beside, "note.txt"))).toBe(false);
    expect(await readable(house, reader, [beside], join(configured, "note.txt"))).toBe(true);
  });

  test("a full one gives what it may have, and never this program's own files", async () => {
    await using house = await open();
    const secret = join(house.home, "home", "token");
    writeFileSync(secret, "gbx_secret");
    expect(await readable(house, {}, [join(house.home, "home"), house.home], secret)).toBe(false);
    expect(await readable(house, {}, [beside], join(beside, "note.txt"))).toBe(true);
  });
});

describe("what a server says besides its results", () => {
  const SECRET = `ghp_${"aB3dE6gH9k".repeat(4).slice(0, 36)}`;
  const TAGS = [..."obey"]
    .map((letter) => String.fromCodePoint(0xe0000 + letter.charCodeAt(0)))
    .join("");
  const said = JSON.stringify(`Well ${SECRET} ${TAGS}`);
  const script = `
    const say = (message) => console.log(JSON.stringify({ jsonrpc: "2.0", ...message }));
    const said = ${said};
    let waiting;
    const schema = { type: "object" };
    for await (const line of console) {
      const { id, method, params } = JSON.parse(line);
      if (method === "initialize") say({ id, result: { protocolVersion: "2025-11-25", capabilities: { tools: {}, logging: {} }, serverInfo: { name: "s", version: "1" } } });
      else if (method === "tools/list") say({ id, result: { tools: [{ name: "get_fault", inputSchema: schema }, { name: "get_word", inputSchema: schema }] } });
      else if (method === "tools/call" && params.name === "get_fault") say({ id, error: { code: -32050, message: said, data: { said } } });
      else if (method === "tools/call") {
        waiting = id;
        say({ method: "notifications/progress", params: { progressToken: params._meta?.progressToken, progress: 1, message: said } });
        say({ method: "notifications/message", params: { level: "error", data: { said } } });
        say({ id: "ask", method: "elicitation/create", params: { message: said, requestedSchema: { type: "object", properties: {} } } });
      } else if (method === undefined && id === "ask") say({ id: waiting, result: { content: [{ type: "text", text: "ok" }], _meta: { "dev.glassbox/run": "somebody's" } } });
      else if (id !== undefined) say({ id, result: {} });
    }`;
  const speaker = stdio("speaker", ["-e", script], { get_fault: "read", get_word: "read" });

  test("reaches a client without secrets, and with what is hidden spelt out", async () => {
    await using house = await openFront({ servers: [speaker], isBare: true });
    const seen: Seen[] = [];
    await using client = await connect(house, { scope: "read" }, { seen });
    const fault = await client
      .call("speaker__get_fault")
      .catch((error: unknown) => error as Error & { data?: unknown });
    const told = `${(fault as Error).message} ${JSON.stringify((fault as { data?: unknown }).data)}`;
    const progress: unknown[] = [];
    const done = await client.call(
      "speaker__get_word",
      {},
      { onprogress: (one: unknown) => void progress.push(one) },
    );
    expect(textIn(done)).toBe("ok");
    expect(done._meta ?? {}).not.toHaveProperty(["dev.glassbox/run"]);
    const texts = [told, JSON.stringify(progress), ...seen.map((one) => JSON.stringify(one))];
    expect(seen.map(({ method }) => method).toSorted()).toEqual([
      "elicitation/create",
      "notifications/message",
    ]);
    await using other = await connect(house, { scope: "read", surface: "stable" });
    const viaCall = textIn(await other.call("call", { tool: "speaker__get_fault" }));
    for (const text of [...texts, viaCall]) {
      expect(text).toContain("Well [secret");
      expect(text).toContain("⟨tags: obey⟩");
      expect(text).not.toContain(SECRET);
      expect(text).not.toContain(TAGS);
    }
  });
});
