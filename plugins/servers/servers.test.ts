import { afterAll, afterEach, beforeEach, describe, expect, test } from "bun:test";
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { KernelError } from "../../kernel/error.ts";
import type { LedgerEvent } from "../../kernel/event.ts";
import { createKernel, type Kernel } from "../../kernel/kernel.ts";
import type { JsonObject } from "../../kernel/json.ts";
import { createHub, type Hub, type StdioSpec } from "../../mcp/hub/index.ts";
import { systemClock } from "../house/clock.ts";
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
let hub: Hub;
let kernel: Kernel;

beforeEach(async () => {
  config = {};
  const home = mkdtempSync(join(top, "home-"));
  const servers = () =>
    Object.entries((config["servers"] ?? {}) as Record<string, Omit<StdioSpec, "name">>).map(
      ([name, one]): StdioSpec => ({
        ...one,
        name,
        transport: "stdio",
        rooted: false,
        trusted: false,
      }),
    );
  hub = createHub({ servers, onEvent: () => undefined });
  kernel = await createKernel({
    home,
    tenant: "default",
    tenantDir: home,
    version: "1",
    config: () => config,
    clock: systemClock,
    ids: randomIds,
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
  await kernel.close("test");
  await hub.close();
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

test("to remove a server that is not there is told with did-you-mean", async () => {
  config = { servers: { memory: { command: "one", args: [], env: {} } } };
  const error = await refusalOf(verb("servers.remove", { name: "memry" }));
  expect([error.code, error.message]).toEqual([
    "not_found",
    'no server of the configuration is called memry (did you mean "memory"?)',
  ]);
});
