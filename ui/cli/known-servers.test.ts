import { expect, setDefaultTimeout, test } from "bun:test";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { isObject, type JsonObject } from "../../kernel/json.ts";
import { type LineClient, resultOf, startStdio } from "../socket/testing-mcp.ts";
import { kernelPids, killKernel, type TestHome, testHome, until } from "../socket/testing.ts";

// Real processes on a machine that may be busy.
setDefaultTimeout(120_000);

const SERVERS = ["everything", "memory", "sequential-thinking"];

function withServers(home: TestHome): void {
  const servers = SERVERS.map((name) => {
    const package_ = `node_modules/@modelcontextprotocol/server-${name}/dist/index.js`;
    const args = [join(import.meta.dir, "../..", package_)];
    return [name, { command: process.execPath, args, effects: { echo: "read" } }];
  });
  mkdirSync(home.home, { recursive: true, mode: 0o700 });
  const config = { servers: Object.fromEntries(servers) };
  writeFileSync(join(home.home, "config.json"), JSON.stringify(config), { mode: 0o600 });
}

/** Every process below the kernel of a home, as the system counts them. */
function startedBy(home: TestHome): string[] {
  const [kernel] = kernelPids(home.home);
  const parents = new Map<number, number>();
  for (const name of readdirSync("/proc")) {
    const stat = /^\d+$/.test(name) ? readIf(`/proc/${name}/stat`) : "";
    if (stat !== "")
      parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]));
  }
  const isBelow = (pid: number): boolean => {
    const parent = parents.get(pid);
    return parent !== undefined && (parent === kernel || isBelow(parent));
  };
  return [...parents.keys()].filter(isBelow).map((pid) => readIf(`/proc/${pid}/cmdline`));
}

function readIf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

async function hello(client: LineClient): Promise<void> {
  const info = { name: "test", version: "1" };
  const params = { protocolVersion: "2025-11-25", capabilities: {}, clientInfo: info };
  await client.ask("initialize", params);
  client.send({ jsonrpc: "2.0", method: "notifications/initialized" });
}

async function toolsOf(client: LineClient): Promise<string[]> {
  const { tools } = resultOf(await client.ask("tools/list")) as { tools: { name: string }[] };
  return tools.map(({ name }) => name);
}

async function textOf(client: LineClient, name: string, args: JsonObject): Promise<string> {
  const result = resultOf(await client.ask("tools/call", { name, arguments: args }));
  if (!isObject(result) || result["isError"] === true) throw new Error(JSON.stringify(result));
  return JSON.stringify(result["content"]);
}

const WANTED = ["everything__echo", "memory__create_entities"];

test.skipIf(process.platform !== "linux")(
  "what is known of servers is listed, found and described after a restart with no process started",
  async () => {
    await using home = testHome();
    withServers(home);
    {
      await using first = startStdio(home, ["--surface", "full"]);
      await hello(first);
      await until(async () => {
        const names = await toolsOf(first);
        return SERVERS.every((server) => names.some((name) => name.startsWith(`${server}__`)));
      });
      expect(startedBy(home).filter((line) => line.includes("server-")).length).toBeGreaterThan(0);
    }
    await killKernel(home.home);
    await until(() => kernelPids(home.home).length === 0);

    await using full = startStdio(home, ["--surface", "full"]);
    await hello(full);
    expect(await toolsOf(full)).toEqual(expect.arrayContaining(WANTED));
    const found = { goal: "echo a message back", dir: home.dir };
    expect(await textOf(full, "glassbox__tools_find", found)).toContain("everything__echo");
    await using stable = startStdio(home, ["--surface", "stable"]);
    await hello(stable);
    expect(await toolsOf(stable)).not.toContain("everything__echo");
    expect(await textOf(stable, "search", { goal: "create entities in the graph" })).toContain(
      "memory__create_entities",
    );
    expect(await textOf(stable, "describe", { tools: WANTED })).toContain("entityType");
    expect(kernelPids(home.home)).toHaveLength(1);
    expect(startedBy(home)).toEqual([]);

    // The count sees a process that is there.
    expect(
      await textOf(stable, "call", { tool: "everything__echo", args: { message: "hi" } }),
    ).toContain("hi");
    expect(startedBy(home).join()).toContain("server-everything");
  },
);
