import { afterAll, afterEach, beforeEach, describe, expect, test } from "bun:test";
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { verify } from "../../bench/support/verify.ts";
import { KernelError } from "../../kernel/error.ts";
import type { LedgerEvent } from "../../kernel/event.ts";
import { createKernel, type Kernel } from "../../kernel/kernel.ts";
import type { JsonObject } from "../../kernel/json.ts";
import { createHub, type Hub, type ServerSpec, type StdioSpec } from "../../mcp/hub/index.ts";
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
    ...Object.entries((config["servers"] ?? {}) as Record<string, Omit<StdioSpec, "name">>).map(
      ([name, one]): StdioSpec => ({
        ...one,
        name,
        transport: "stdio",
        rooted: false,
        trusted: false,
      }),
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
    const added = (await verb("servers.add", { name: "memory", ...memory })) as JsonObject;
    expect(added["tools"]).toContain("memory__read_graph");
    expect(config["servers"]).toEqual({ memory: { ...memory, env: {} } });
    expect((await hub.list(top)).length).toBe((added["tools"] as string[]).length);
    expect(await verb("servers.list", {})).toMatchObject({
      servers: [{ name: "memory", ...memory, state: "ready", failure: "" }],
    });
    expect(await verb("servers.add", { name: "memory", ...memory })).toEqual(added);
    expect(await verb("servers.remove", { name: "memory" })).toEqual({ name: "memory" });
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

test("to remove a server that is not there is told with did-you-mean", async () => {
  config = { servers: { memory: { command: "one", args: [], env: {} } } };
  const error = await refusalOf(verb("servers.remove", { name: "memry" }));
  expect([error.code, error.message]).toEqual([
    "not_found",
    'no server of the configuration is called memry (did you mean "memory"?)',
  ]);
});
