import { existsSync } from "node:fs";
import type { JsonObject } from "../../kernel/json.ts";
import type { ToolCall } from "../../kernel/ports/tools.ts";
import { createFixtureServer } from "./fixture-server.ts";
import { createHub } from "./index.ts";
import type {
  Caller,
  Hub,
  HubEvent,
  HubOptions,
  InProcessSpec,
  ServerSpec,
  StdioSpec,
} from "./index.ts";

export const fixturePath = `${import.meta.dir}/fixture-server.ts`;

export function inProcessFixture(name = "fixture"): InProcessSpec {
  return {
    name,
    transport: "in-process",
    rooted: true,
    trusted: true,
    create: async (dir) => createFixtureServer(dir),
  };
}

export function stdioFixture(over: Partial<StdioSpec> = {}): StdioSpec {
  return {
    name: "fixture",
    transport: "stdio",
    rooted: true,
    trusted: true,
    command: process.execPath,
    args: [fixturePath],
    env: {},
    ...over,
  };
}

export interface TestHub extends Hub {
  readonly events: HubEvent[];
  /** A call with nothing but what the test is about. */
  ask(tool: string, args?: JsonObject, over?: Partial<ToolCall>): ReturnType<Hub["call"]>;
  pid(server?: string): number;
}

export function testHub(
  servers: readonly ServerSpec[] | (() => readonly ServerSpec[]),
  over: Partial<HubOptions> = {},
): TestHub {
  const events: HubEvent[] = [];
  const hub = createHub({
    servers: typeof servers === "function" ? servers : () => servers,
    onEvent: (event) => events.push(event),
    // No test depends on how fast this machine starts a process.
    listWaitMs: 30_000,
    ...over,
  });
  return {
    ...hub,
    events,
    ask(tool, args = {}, callOver = {}) {
      const { signal } = new AbortController();
      const call = { server: "fixture", name: tool, args, dir: "/tmp", meta: {}, signal };
      return hub.call({ ...call, ...callOver });
    },
    pid(server = "fixture") {
      const pid = hub.status().find((status) => status.server === server)?.diagnostics.pid;
      if (pid === undefined) throw new Error(`${server} has no process`);
      return pid;
    },
  };
}

/** The living processes of a group, read from the system and not from the hub. */
export async function processesOf(group: number): Promise<string[]> {
  const listing = await Bun.$`ps -A -o pgid= -o stat= -o pid=`.text();
  return listing
    .split("\n")
    .map((line) => line.trim().split(/\s+/))
    .filter(([pgid, state]) => Number(pgid) === group && !state?.startsWith("Z"))
    .map(([, , pid]) => pid ?? "");
}

/** Waits for what another process does; the test's own timeout is the limit. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await Bun.sleep(5);
}

export function packageFile(path: string): string {
  const file = `${import.meta.dir}/../../node_modules/${path}`;
  if (!existsSync(file)) throw new Error(`${path} is missing: run bun install`);
  return file;
}

/** A server written by hand, which does on a call what the SDK would not let it. */
export function rawServer(onCall: string, over: Partial<StdioSpec> = {}): StdioSpec {
  const script = `
    const send = (message) => console.log(JSON.stringify({ jsonrpc: "2.0", ...message }));
    const serverInfo = { name: "raw", version: "1" };
    const hello = { protocolVersion: "2025-11-25", capabilities: { tools: {} }, serverInfo };
    const tools = [{ name: "odd", inputSchema: {} }, { name: "look", inputSchema: {}, annotations: { readOnlyHint: true } }];
    for await (const line of console) {
      const { id, method, params } = JSON.parse(line);
      if (method === "initialize") send({ id, result: hello });
      if (method === "ping") send({ id, result: {} });
      if (method === "tools/list") send({ id, result: { tools } });
      if (method === "tools/call") { ${onCall} }
    }`;
  // It passes over what it does not know without a word.
  return stdioFixture({ args: ["-e", script], protocol: "legacy", ...over });
}

/** A client that can be asked nothing, unless the test says how. */
export function callerOf(id: string, over: Partial<Caller> = {}): Caller {
  const ask = () => Promise.reject(new Error("nobody is asked here"));
  const own = { id, principal: { id }, era: "legacy", capabilities: {}, ask } as const;
  return { ...own, notify() {}, ...over };
}
