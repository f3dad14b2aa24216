import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

import {
  openServersKernel,
  refusalOf,
  type ServersKernel,
} from "../../bench/support/servers-kernel.ts";
import { verify } from "../../bench/support/verify.ts";
import type { JsonObject } from "../../kernel/json.ts";
import { inProcessFixture } from "../../mcp/hub/testing.ts";

let on: ServersKernel;
beforeEach(async () => {
  on = await openServersKernel();
});
afterEach(() => on.close());

const fixture = join(import.meta.dir, "../../mcp/hub/fixture-server.ts");

describe("what becomes of a server is in the ledger", () => {
  const told = () =>
    on
      .events()
      .map(({ type, data }) => [type.replace("servers.server.", ""), data?.["reason"] ?? ""]);
  /** What a call learns is in the ledger a moment later. */
  async function until(holds: () => boolean): Promise<void> {
    while (!holds()) await Bun.sleep(5);
  }

  test("started, failed with its last words and without its environment, stopped", async () => {
    const env = { TOKEN: "disk is on fire" };
    on.config = { servers: { tool: { command: process.execPath, args: [fixture], env } } };
    await on.ask("echo");
    const pid = on.hub.status()[0]?.diagnostics.pid ?? null;
    await on.ask("crash");
    await on.ask("echo");
    await on.hub.stop("tool");
    await until(() => told().length === 4);
    const words = 'ended with exit code 3 (it last wrote "cannot go on: the [TOKEN]")';
    const [started, failed] = on.events();
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
    expect(on.events().map(({ subject }) => subject)).toEqual(Array(4).fill("server/tool"));
    expect(verify(on.kernel.ledger).ok).toBe(true);
  });

  test("a server that fails again and again writes once for each time that it was tried", async () => {
    on.config = { servers: { tool: { command: "/bin/sh", args: ["-c", "exit 1"], env: {} } } };
    for (let count = 0; count < 200; count += 1) await on.hub.list(on.dir);
    await until(() => told().length >= 2);
    expect(new Set(told().map(([type]) => type))).toEqual(new Set(["failed"]));
    // The wait doubles with each: a tenth one would need a minute, however slow this machine is.
    expect(told().length).toBeLessThan(10);
  });

  test("servers of the program itself, which start and end with it, write nothing", async () => {
    on.own = [inProcessFixture()];
    expect(await on.hub.list(on.dir)).not.toEqual([]);
    await on.hub.stop("fixture");
    expect(on.events()).toEqual([]);
  });

  test("and is shown with what the server says now", async () => {
    on.config = { servers: { tool: { command: process.execPath, args: [fixture], env: {} } } };
    await on.ask("crash");
    await on.ask("noise");
    await until(() => told().length === 3);
    const shown = await on.verb("servers.log", { name: "tool" });
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
    const last = await on.verb("servers.log", { name: "tool", limit: 1 });
    expect(last["events"]).toEqual([(shown["events"] as JsonObject[])[2]!]);
  });

  test("a name that was never heard of is told with did-you-mean", async () => {
    on.config = { servers: { tool: { command: "one", args: [], env: {} } } };
    const error = await refusalOf(on.verb("servers.log", { name: "tol" }));
    expect([error.code, error.message]).toEqual([
      "not_found",
      'no server is called tol (did you mean "tool"?)',
    ]);
  });
});

test("that a server says something else than before is in the ledger, with the names", async () => {
  const words = join(on.dir, "words");
  const script = `
    const send = (message) => console.log(JSON.stringify({ jsonrpc: "2.0", ...message }));
    const hello = { protocolVersion: "2025-11-25", capabilities: { tools: {} }, serverInfo: { name: "w", version: "1" } };
    for await (const line of console) {
      const { id, method } = JSON.parse(line);
      if (method === "initialize") send({ id, result: hello });
      if (method === "tools/list") send({ id, result: { tools: require("node:fs").readFileSync(${JSON.stringify(words)}, "utf8").split(" ").map((name) => ({ name, inputSchema: {} })) } });
      if (method === "tools/call") send({ id, result: { content: [] } });
    }`;
  on.config = {
    servers: { tool: { command: process.execPath, args: ["-e", script], protocol: "legacy" } },
  };
  writeFileSync(words, "one two");
  await on.hub.list(on.dir);
  await on.hub.stop("tool");
  writeFileSync(words, "two three");
  await on.ask("two");
  const changed = () => on.events().filter(({ type }) => type === "servers.server.changed");
  while (changed().length === 0) await Bun.sleep(5);
  expect(changed().map(({ data }) => data)).toEqual([
    { server: "tool", dir: "", added: ["three"], removed: ["one"], changed: [] },
  ]);
  const { events: shown } = await on.verb("servers.log", { name: "tool" });
  expect(shown).toContainEqual({
    at: expect.any(String),
    what: "changed",
    reason: "added: three; removed: one",
  });
});

test("following a server sends what becomes of it and what it writes, until it is given up", async () => {
  on.config = { servers: { tool: { command: process.execPath, args: [fixture], env: {} } } };
  const given = new AbortController();
  const parts: JsonObject[] = [];
  const emit = (part: unknown) => void parts.push(part as JsonObject);
  const following = on.verb(
    "servers.log",
    { name: "tool", follow: true },
    { signal: given.signal, emit },
  );
  await on.ask("echo");
  await on.ask("crash");
  const told = () => parts.flatMap((part) => (part["what"] ? [part["what"]] : []));
  while (!told().includes("failed")) await Bun.sleep(5);
  given.abort();
  await following;
  expect(told()).toEqual(["started", "failed"]);
  expect(parts.map((part) => part["stderr"] ?? "").join("")).toContain("the disk is on fire");
});
