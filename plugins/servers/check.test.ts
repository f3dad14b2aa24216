import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { join } from "node:path";

import { createMcpHandler } from "@modelcontextprotocol/server";

import {
  openServersKernel,
  refusalOf,
  type ServersKernel,
} from "../../bench/support/servers-kernel.ts";
import type { JsonObject } from "../../kernel/json.ts";
import { createFixtureServer } from "../../mcp/hub/fixture-server.ts";

let on: ServersKernel;
beforeEach(async () => {
  on = await openServersKernel();
});
afterEach(() => on.close());

const fixture = join(import.meta.dir, "../../mcp/hub/fixture-server.ts");

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
    const added = await on.verb("servers.add", { name: "far", url, headers });
    expect(added["tools"]).toContain("far__echo");
    expect(new Set(seen)).toEqual(new Set(["abc"]));
    expect(on.config["servers"]).toEqual({ far: { url, headers } });
    expect(await on.verb("servers.list", {})).toMatchObject({
      servers: [{ name: "far", command: "", url }],
    });
    expect(await on.verb("servers.check", { name: "far" })).toMatchObject({
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
      const error = await refusalOf(on.verb("servers.add", { name: "far", ...given }));
      expect([error.code, error.message]).toEqual(["usage", expect.stringContaining(words)]);
    }
    expect(on.config).toEqual({});
  });
});

describe("a server is checked beside those that run:", () => {
  test("what it offers and what of it cannot be offered, or why it does not start", async () => {
    on.config = {
      servers: {
        tool: { command: process.execPath, args: [fixture], env: {} },
        gone: { command: "no-such-command", args: [], env: {} },
      },
    };
    const { servers } = (await on.verb("servers.check", {})) as { servers: JsonObject[] };
    expect(servers).toMatchObject([
      {
        name: "tool",
        ok: false,
        failure: "",
        leftOut: [{ name: "", reason: "It has no name." }],
        resources: 0,
      },
      { name: "gone", ok: false, failure: expect.stringContaining("was not found"), era: null },
    ]);
    expect(on.hub.status().map(({ diagnostics }) => diagnostics.pid)).toEqual([
      undefined,
      undefined,
    ]);
    const error = await refusalOf(on.verb("servers.check", { name: "tol" }));
    expect(error.message).toContain('did you mean "tool"?');
  });
});
