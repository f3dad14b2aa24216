import { afterAll, afterEach, beforeEach, describe, expect, test } from "bun:test";
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { verify } from "../../bench/support/verify.ts";
import { KernelError } from "../../kernel/error.ts";
import type { LedgerEvent } from "../../kernel/event.ts";
import { createKernel, type Kernel } from "../../kernel/kernel.ts";
import type { JsonObject } from "../../kernel/json.ts";
import { createHub, type Hub, type ServerSpec } from "../../mcp/hub/index.ts";
import { createMcpHandler } from "@modelcontextprotocol/server";
import { createFixtureServer } from "../../mcp/hub/fixture-server.ts";
import { inProcessFixture } from "../../mcp/hub/testing.ts";
import { systemClock } from "../house/clock.ts";
import { originPublicKey } from "../house/origin-key.ts";
import { randomIds } from "../house/ids.ts";
import { plugin } from "./index.ts";

const top = realpathSync(mkdtempSync(join(tmpdir(), "glassbox-servers-")));
afterAll(() => rmSync(top, { recursive: true }));

const MEMORY = join(
  import.meta.dir,
  "../../node_modules/@modelcontextprotocol/server-memory/dist/index.js",
);
const memory = { command: process.execPath, args: [MEMORY] };

let config: JsonObject = {};
/** Servers that no configuration names. */
let own: readonly ServerSpec[] = [];
let hub: Hub;
let kernel: Kernel;

beforeEach(async () => {
  config = {};
  own = [];
  const home = mkdtempSync(join(top, "home-"));
  const servers = () => [
    ...own,
    ...Object.entries((config["servers"] ?? {}) as JsonObject).map(
      ([name, one]) =>
        ({
          env: {},
          headers: {},
          ...(one as JsonObject),
          name,
          transport: "url" in (one as JsonObject) ? "http" : "stdio",
          rooted: false,
          trusted: false,
        }) as unknown as ServerSpec,
    ),
  ];
  hub = createHub({ servers, onEvent: () => undefined });
  kernel = await createKernel({
    home,
    tenant: "default",
    tenantDir: home,
    version: "1",
    config: () => config,
    clock: systemClock,
    ids: randomIds,
    publicKey: originPublicKey,
    callTimeout: 60_000,
    limits: () => ({ deny: [], allow: [], callsPerMinute: null }),
    plugins: [
      {
        name: "parts",
        load: async () => ({
          manifest: { name: "parts", version: "1", description: "" },
          activate(host) {
            host.port("tools", hub);
            host.provide("hub", "hub", hub);
            const update = (change: (written: JsonObject) => JsonObject) =>
              void (config = change(config));
            host.provide("config", "store", { read: () => config, update });
          },
        }),
      },
      { name: "servers", load: async () => plugin },
    ],
  });
});

afterEach(async () => {
  await hub.close();
  await kernel.close("test");
});

const call = { actor: "person", via: "test", signal: new AbortController().signal, emit() {} };
const verb = (name: string, input: JsonObject) => kernel.verbs.call(name, input, call);

async function refusalOf(work: Promise<unknown>): Promise<KernelError> {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (error instanceof KernelError) return error;
  throw error ?? new Error("it was not refused");
}

function events(): LedgerEvent[] {
  return [...kernel.ledger.query({ afterRow: 0 })].filter(({ type }) =>
    type.startsWith("servers."),
  );
}

describe("a server from npm", () => {
  test("is started, listed, kept as it was given, and taken out again", async () => {
    const told = new Set<string>();
    hub.notifications((server, method) => void told.add(`${server} ${method}`));
    const added = (await verb("servers.add", { name: "memory", ...memory })) as JsonObject;
    expect(told).toContain("memory notifications/tools/list_changed");
    expect(added["tools"]).toContain("memory__read_graph");
    expect(config["servers"]).toEqual({ memory: { ...memory, env: {} } });
    expect((await hub.list(top)).length).toBe((added["tools"] as string[]).length);
    const listed = async () => (await verb("servers.list", {})) as { servers: JsonObject[] };
    const known = { name: "memory", ...memory, era: "legacy", failure: "", quarantined: [] };
    expect((await listed()).servers).toMatchObject([{ ...known, state: "known", instances: 0 }]);
    const signal = new AbortController().signal;
    const graph = { server: "memory", name: "read_graph", args: {}, dir: top, meta: {}, signal };
    expect((await hub.call(graph)).ok).toBe(true);
    expect((await listed()).servers).toMatchObject([{ ...known, state: "ready", instances: 1 }]);
    expect(await verb("servers.add", { name: "memory", ...memory })).toEqual(added);
    told.clear();
    expect(await verb("servers.remove", { name: "memory" })).toEqual({ name: "memory" });
    expect(told).toContain("memory notifications/tools/list_changed");
    expect(config["servers"]).toEqual({});
    expect(await verb("servers.list", {})).toEqual({ servers: [] });
    expect(events().map(({ type, subject }) => [type, subject])).toEqual([
      ["servers.server.added", "server/memory"],
      ["servers.server.started", "server/memory"],
      ["servers.server.stopped", "server/memory"],
      ["servers.server.removed", "server/memory"],
    ]);
  });

  test("brings none of its secrets into the ledger", async () => {
    await verb("servers.add", { name: "memory", ...memory, env: { TOKEN: "s3cret" } });
    expect(JSON.stringify(events())).not.toContain("s3cret");
    expect(JSON.stringify(await verb("servers.list", {}))).not.toContain("s3cret");
  });
});

describe("a server is refused, and nothing is changed,", () => {
  const cases: [string, JsonObject, string][] = [
    ["that does not start", { name: "gone", command: "/nowhere/server" }, "gone does not start"],
    [
      "that ends at once",
      {
        name: "short",
        command: process.execPath,
        args: ["-e", "console.error('no key'); process.exit(3)"],
      },
      "no key",
    ],
    ["with a bad name", { name: "My Server", command: "x" }, "cannot be a server's name"],
    ["with the name of a built-in one", { name: "files", command: "x" }, "Glassbox itself"],
    ["without a command", { name: "x", command: "" }, "command"],
    ["with a folder that is not there", { name: "x", command: "x", cwd: "nowhere" }, "cwd"],
    ["with a bad variable", { name: "x", command: "x", env: { "A=B": "" } }, "env"],
  ];
  for (const [name, input, words] of cases) {
    test(name, async () => {
      const error = await refusalOf(verb("servers.add", input));
      expect(error.code).toBe("usage");
      expect(error.message).toContain(words);
      expect(error.hint).toBeTruthy();
      expect(config).toEqual({});
      expect(events()).toEqual([]);
    });
  }

  test("whose name another one has", async () => {
    config = { servers: { mine: { command: "one", args: [], env: {} } } };
    const error = await refusalOf(verb("servers.add", { name: "mine", ...memory }));
    expect(error.message).toContain("there is a server mine already");
    expect(error.hint).toContain("glassbox mcp rm mine");
  });
});

describe("what becomes of a server is in the ledger", () => {
  const fixture = join(import.meta.dir, "../../mcp/hub/fixture-server.ts");
  const signal = new AbortController().signal;
  const ask = (name: string) =>
    hub.call({ server: "tool", name, args: {}, dir: top, meta: {}, signal });
  const told = () =>
    events().map(({ type, data }) => [type.replace("servers.server.", ""), data?.["reason"] ?? ""]);
  /** What a call learns is in the ledger a moment later. */
  async function until(holds: () => boolean): Promise<void> {
    while (!holds()) await Bun.sleep(5);
  }

  test("started, failed with its last words and without its environment, stopped", async () => {
    const env = { TOKEN: "disk is on fire" };
    config = { servers: { tool: { command: process.execPath, args: [fixture], env } } };
    await ask("echo");
    const pid = hub.status()[0]?.diagnostics.pid ?? null;
    await ask("crash");
    await ask("echo");
    await hub.stop("tool");
    await until(() => told().length === 4);
    const words = 'ended with exit code 3 (it last wrote "cannot go on: the [TOKEN]")';
    const [started, failed] = events();
    expect(started?.data).toMatchObject({
      server: "tool",
      dir: "",
      pid,
      implementation: "fixture 1.0.0",
    });
    expect(failed?.data).toEqual({
      server: "tool",
      dir: "",
      reason: `The server "tool" ${words}. Its next use starts it again.`,
      stderr: "cannot go on: the [TOKEN]",
    });
    expect(told().map(([type]) => type)).toEqual(["started", "failed", "started", "stopped"]);
    expect(events().map(({ subject }) => subject)).toEqual(Array(4).fill("server/tool"));
    expect(verify(kernel.ledger).ok).toBe(true);
  });

  test("a server that fails again and again writes once for each time that it was tried", async () => {
    config = { servers: { tool: { command: "/bin/sh", args: ["-c", "exit 1"], env: {} } } };
    for (let count = 0; count < 200; count += 1) await hub.list(top);
    await until(() => told().length >= 2);
    expect(new Set(told().map(([type]) => type))).toEqual(new Set(["failed"]));
    // The wait doubles with each: a tenth one would need a minute, however slow this machine is.
    expect(told().length).toBeLessThan(10);
  });

  test("servers of the program itself, which start and end with it, write nothing", async () => {
    own = [inProcessFixture()];
    expect(await hub.list(top)).not.toEqual([]);
    await hub.stop("fixture");
    expect(events()).toEqual([]);
  });

  test("and is shown with what the server says now", async () => {
    config = { servers: { tool: { command: process.execPath, args: [fixture], env: {} } } };
    await ask("crash");
    await ask("noise");
    await until(() => told().length === 3);
    const shown = (await verb("servers.log", { name: "tool" })) as JsonObject;
    expect(shown).toMatchObject({
      name: "tool",
      events: [
        { what: "started", reason: "" },
        { what: "failed", reason: expect.stringContaining("exit code 3") },
        { what: "started", at: expect.stringMatching(/^\d{4}-.*Z$/) },
      ],
      instances: [
        { dir: "", state: "ready", pid: expect.any(Number), noise: { count: 2 }, oversized: 0 },
      ],
    });
    const last = (await verb("servers.log", { name: "tool", limit: 1 })) as JsonObject;
    expect(last["events"]).toEqual([(shown["events"] as JsonObject[])[2]!]);
  });

  test("a name that was never heard of is told with did-you-mean", async () => {
    config = { servers: { tool: { command: "one", args: [], env: {} } } };
    const error = await refusalOf(verb("servers.log", { name: "tol" }));
    expect([error.code, error.message]).toEqual([
      "not_found",
      'no server is called tol (did you mean "tool"?)',
    ]);
  });
});

describe("a server at an address", () => {
  const handler = createMcpHandler(() => createFixtureServer("/"));
  let remote: ReturnType<typeof Bun.serve>;
  const seen: (string | null)[] = [];
  beforeEach(() => {
    remote = Bun.serve({
      port: 0,
      hostname: "127.0.0.1",
      fetch(request) {
        seen.push(request.headers.get("x-key"));
        return handler.fetch(request);
      },
    });
  });
  afterEach(() => remote.stop(true));

  test("is started, listed, checked and kept as it was given", async () => {
    const url = `http://127.0.0.1:${remote.port}/mcp`;
    const headers = { "X-Key": "abc" };
    const added = (await verb("servers.add", { name: "far", url, headers })) as JsonObject;
    expect(added["tools"]).toContain("far__echo");
    expect(new Set(seen)).toEqual(new Set(["abc"]));
    expect(config["servers"]).toEqual({ far: { url, headers } });
    expect(await verb("servers.list", {})).toMatchObject({
      servers: [{ name: "far", command: "", url }],
    });
    expect(await verb("servers.check", { name: "far" })).toMatchObject({
      servers: [{ name: "far", failure: "", era: "modern", implementation: "fixture 1.0.0" }],
    });
  });

  test("is refused when it is both an address and a command, or neither", async () => {
    const url = `http://127.0.0.1:${remote.port}/mcp`;
    const cases: [JsonObject, string][] = [
      [{ url, command: "node" }, "not both"],
      [{}, "command: nothing was given"],
      [{ url, env: { A: "b" } }, "env: a server with an address has none"],
      [{ command: "node", headers: {} }, "headers: a server with a command has none"],
      [{ url: "ftp://example.org" }, "url"],
      [{ url, headers: { "a b": "c" } }, "headers"],
      [{ url, oauth: { clientSecret: "plain" } }, "secret://NAME"],
    ];
    for (const [given, words] of cases) {
      const error = await refusalOf(verb("servers.add", { name: "far", ...given }));
      expect([error.code, error.message]).toEqual(["usage", expect.stringContaining(words)]);
    }
    expect(config).toEqual({});
  });
});

describe("a server is checked beside those that run:", () => {
  const fixture = join(import.meta.dir, "../../mcp/hub/fixture-server.ts");

  test("what it offers and what of it cannot be offered, or why it does not start", async () => {
    config = {
      servers: {
        tool: { command: process.execPath, args: [fixture], env: {} },
        gone: { command: "no-such-command", args: [], env: {} },
      },
    };
    const { servers } = (await verb("servers.check", {})) as { servers: JsonObject[] };
    expect(servers).toMatchObject([
      {
        name: "tool",
        ok: false,
        failure: "",
        leftOut: [{ name: "not a name", reason: expect.stringContaining("letters, digits") }],
        resources: 0,
      },
      { name: "gone", ok: false, failure: expect.stringContaining("was not found"), era: null },
    ]);
    expect(hub.status().map(({ diagnostics }) => diagnostics.pid)).toEqual([undefined, undefined]);
    const error = await refusalOf(verb("servers.check", { name: "tol" }));
    expect(error.message).toContain('did you mean "tool"?');
  });
});

test("that a server says something else than before is in the ledger, with the names", async () => {
  const words = join(top, "words");
  const script = `
    const send = (message) => console.log(JSON.stringify({ jsonrpc: "2.0", ...message }));
    const hello = { protocolVersion: "2025-11-25", capabilities: { tools: {} }, serverInfo: { name: "w", version: "1" } };
    for await (const line of console) {
      const { id, method } = JSON.parse(line);
      if (method === "initialize") send({ id, result: hello });
      if (method === "tools/list") send({ id, result: { tools: require("node:fs").readFileSync(${JSON.stringify(words)}, "utf8").split(" ").map((name) => ({ name, inputSchema: {} })) } });
      if (method === "tools/call") send({ id, result: { content: [] } });
    }`;
  config = {
    servers: { tool: { command: process.execPath, args: ["-e", script], protocol: "legacy" } },
  };
  writeFileSync(words, "one two");
  await hub.list(top);
  await hub.stop("tool");
  writeFileSync(words, "two three");
  const signal = new AbortController().signal;
  await hub.call({ server: "tool", name: "two", args: {}, dir: top, meta: {}, signal });
  const changed = () => events().filter(({ type }) => type === "servers.server.changed");
  while (changed().length === 0) await Bun.sleep(5);
  expect(changed().map(({ data }) => data)).toEqual([
    { server: "tool", dir: "", added: ["three"], removed: ["one"], changed: [] },
  ]);
  const { events: shown } = (await verb("servers.log", { name: "tool" })) as JsonObject;
  expect(shown).toContainEqual({
    at: expect.any(String),
    what: "changed",
    reason: "added: three; removed: one",
  });
});

test("following a server sends what becomes of it and what it writes, until it is given up", async () => {
  const fixture = join(import.meta.dir, "../../mcp/hub/fixture-server.ts");
  config = { servers: { tool: { command: process.execPath, args: [fixture], env: {} } } };
  const given = new AbortController();
  const parts: JsonObject[] = [];
  const emit = (part: unknown) => void parts.push(part as JsonObject);
  const following = kernel.verbs.call(
    "servers.log",
    { name: "tool", follow: true },
    { ...call, signal: given.signal, emit },
  );
  const ask = (name: string) => {
    const { signal } = new AbortController();
    return hub.call({ server: "tool", name, args: {}, dir: top, meta: {}, signal });
  };
  await ask("echo");
  await ask("crash");
  const told = () => parts.flatMap((part) => (part["what"] ? [part["what"]] : []));
  while (!told().includes("failed")) await Bun.sleep(5);
  given.abort();
  await following;
  expect(told()).toEqual(["started", "failed"]);
  expect(parts.map((part) => part["stderr"] ?? "").join("")).toContain("the disk is on fire");
});

test("to remove a server that is not there is told with did-you-mean", async () => {
  config = { servers: { memory: { command: "one", args: [], env: {} } } };
  const error = await refusalOf(verb("servers.remove", { name: "memry" }));
  expect([error.code, error.message]).toEqual([
    "not_found",
    'no server of the configuration is called memry (did you mean "memory"?)',
  ]);
});
