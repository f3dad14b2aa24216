import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { join } from "node:path";

import {
  openServersKernel,
  refusalOf,
  type ServersKernel,
} from "../../bench/support/servers-kernel.ts";
import type { JsonObject } from "../../kernel/json.ts";

let on: ServersKernel;
beforeEach(async () => {
  on = await openServersKernel();
});
afterEach(() => on.close());

const MEMORY = join(
  import.meta.dir,
  "../../node_modules/@modelcontextprotocol/server-memory/dist/index.js",
);
const memory = { command: process.execPath, args: [MEMORY] };

describe("a server from npm", () => {
  test("is started, listed, kept as it was given, and taken out again", async () => {
    const told = new Set<string>();
    on.hub.notifications((server, method) => void told.add(`${server} ${method}`));
    const added = await on.verb("servers.add", { name: "memory", ...memory });
    expect(told).toContain("memory notifications/tools/list_changed");
    expect(added["tools"]).toContain("memory__read_graph");
    expect(on.config["servers"]).toEqual({ memory: { ...memory, env: {} } });
    expect((await on.hub.list(on.dir)).length).toBe((added["tools"] as string[]).length);
    const listed = async () => (await on.verb("servers.list", {})) as { servers: JsonObject[] };
    const known = { name: "memory", ...memory, era: "legacy", failure: "", quarantined: [] };
    expect((await listed()).servers).toMatchObject([{ ...known, state: "known", instances: 0 }]);
    const signal = new AbortController().signal;
    const graph = { server: "memory", name: "read_graph", args: {}, dir: on.dir, meta: {}, signal };
    expect((await on.hub.call(graph)).ok).toBe(true);
    expect((await listed()).servers).toMatchObject([{ ...known, state: "ready", instances: 1 }]);
    expect(await on.verb("servers.add", { name: "memory", ...memory })).toEqual(added);
    told.clear();
    expect(await on.verb("servers.remove", { name: "memory" })).toEqual({ name: "memory" });
    expect(told).toContain("memory notifications/tools/list_changed");
    expect(on.config["servers"]).toEqual({});
    expect(await on.verb("servers.list", {})).toEqual({ servers: [] });
    expect(on.events().map(({ type, subject }) => [type, subject])).toEqual([
      ["servers.server.added", "server/memory"],
      ["servers.server.started", "server/memory"],
      ["servers.server.stopped", "server/memory"],
      ["servers.server.removed", "server/memory"],
    ]);
  });

  test("brings none of its secrets into the ledger", async () => {
    await on.verb("servers.add", { name: "memory", ...memory, env: { TOKEN: "s3cret" } });
    expect(JSON.stringify(on.events())).not.toContain("s3cret");
    expect(JSON.stringify(await on.verb("servers.list", {}))).not.toContain("s3cret");
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
      const error = await refusalOf(on.verb("servers.add", input));
      expect(error.code).toBe("usage");
      expect(error.message).toContain(words);
      expect(error.hint).toBeTruthy();
      expect(on.config).toEqual({});
      expect(on.events()).toEqual([]);
    });
  }

  test("whose name another one has", async () => {
    on.config = { servers: { mine: { command: "one", args: [], env: {} } } };
    const error = await refusalOf(on.verb("servers.add", { name: "mine", ...memory }));
    expect(error.message).toContain("there is a server mine already");
    expect(error.hint).toContain("glassbox mcp rm mine");
  });
});

test("to remove a server that is not there is told with did-you-mean", async () => {
  on.config = { servers: { memory: { command: "one", args: [], env: {} } } };
  const error = await refusalOf(on.verb("servers.remove", { name: "memry" }));
  expect([error.code, error.message]).toEqual([
    "not_found",
    'no server of the configuration is called memry (did you mean "memory"?)',
  ]);
});
