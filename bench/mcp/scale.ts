import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import type { Client } from "@modelcontextprotocol/client";

import { progress } from "../support/bench.ts";
import { median } from "../support/statistics.ts";
import { type KernelHome, type ServerEntry, startKernelHome, writeConfig } from "./kernel-home.ts";
import { laps, ratio } from "./laps.ts";
import { httpWay } from "./ways.ts";

const MODERN = "2026-07-28";
const MANY = join(import.meta.dir, "many-server.ts");
const FULL = { mcp: { surface: "full" } };

function servers(count: number, toolsEach: number): Record<string, ServerEntry> {
  const entry = (at: number): [string, ServerEntry] => [
    `s${at}`,
    {
      command: process.execPath,
      args: [MANY, `s${at}`, String(toolsEach)],
      effects: { echo: "read" },
    },
  ];
  return Object.fromEntries(Array.from({ length: count }, (_, at) => entry(at)));
}

/** A list of all tools by a kernel that has started nothing: it knows them from before. */
export async function listing(folder: string, rounds: number): Promise<Record<string, number>> {
  const home = join(folder, "listing");
  writeConfig(home, servers(50, 20), FULL);
  progress("50 servers with 20 tools each: starting them once");
  const first = await startKernelHome(home);
  await withClient(first, async (client) => expectTools(client, 1000));
  await first.stop();
  const kernel = await startKernelHome(home);
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const began = performance.now();
    const offered = await toolsOf(kernel);
    times.push(performance.now() - began);
    if (offered < 1000) throw new Error(`lists ${offered} tools`);
  }
  const started = countServers(kernel.pid);
  await kernel.stop();
  return { list50x20Ms: median(times), list50x20Started: started };
}

/** What a call costs where there are very many tools, to the same call where there are few. */
export async function costOfMany(
  folder: string,
  rounds: number,
  calls: number,
): Promise<Record<string, number>> {
  const [few, many] = [join(folder, "few"), join(folder, "many")];
  writeConfig(few, servers(1, 20), FULL);
  writeConfig(many, servers(20, 250), FULL);
  progress("20 tools and 5,000 tools");
  const kernels = [await startKernelHome(few), await startKernelHome(many)] as const;
  const [small, large] = kernels.map(({ url, token }, at) =>
    oneEcho(httpWay(at === 0 ? "20 tools" : "5,000 tools", "modern", url, token)),
  );
  const times = await laps([small!, large!], rounds, calls);
  for (const kernel of kernels) await kernel.stop();
  return { callCost5000to20: ratio(times.get("5,000 tools")!, times.get("20 tools")!) };
}

/** Of all the tools of that name, the first: the list is no part of a call's cost. */
function oneEcho(way: ReturnType<typeof httpWay>): ReturnType<typeof httpWay> {
  return {
    name: way.name,
    async open() {
      const client = await way.open();
      client.listTools = async () => ({
        tools: [{ name: "s0__echo", inputSchema: { type: "object" } }],
      });
      return client;
    },
  };
}

/** What a client's model reads of us before anything is asked of it: a quarter of the characters, as tokens. */
export async function surface(folder: string): Promise<Record<string, number>> {
  const home = join(folder, "surface");
  writeConfig(home, servers(50, 20));
  const kernel = await startKernelHome(home);
  let figures: Record<string, number> = {};
  await withClient(kernel, async (client) => {
    const { tools } = await client.listTools();
    figures = { surfaceTools: tools.length, surfaceTokens: JSON.stringify(tools).length / 4 };
  });
  await kernel.stop();
  return figures;
}

async function withClient(
  { url, token }: { readonly url: string; readonly token: string },
  work: (client: Client) => Promise<void>,
): Promise<void> {
  const client = await httpWay("bench", "modern", url, token).open();
  try {
    await work(client);
  } finally {
    await client.close();
  }
}

/** By a client that parses the answer and does not judge it: what one's schemas cost is not ours. */
async function toolsOf({ url, token }: KernelHome): Promise<number> {
  const meta = {
    "io.modelcontextprotocol/protocolVersion": MODERN,
    "io.modelcontextprotocol/clientInfo": { name: "bench", version: "1" },
    "io.modelcontextprotocol/clientCapabilities": {},
  };
  const request = { jsonrpc: "2.0", id: 1, method: "tools/list", params: { _meta: meta } };
  const answer = await fetch(url, {
    method: "POST",
    body: JSON.stringify(request),
    headers: {
      authorization: `Bearer ${token}`,
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      "mcp-protocol-version": MODERN,
      "mcp-method": "tools/list",
    },
  });
  const { result } = (await answer.json()) as { result: { tools: unknown[] } };
  return result.tools.length;
}

async function expectTools(client: Client, atLeast: number): Promise<void> {
  const { tools } = await client.listTools();
  const offered = tools.filter(({ name }) => name.startsWith("s")).length;
  if (offered < atLeast) throw new Error(`offers ${offered} tools of ${atLeast}`);
}

/** Processes of the bench's servers below one process. */
function countServers(kernel: number): number {
  const parents = new Map<number, number>();
  for (const name of readdirSync("/proc")) {
    const pid = Number(name);
    if (!Number.isInteger(pid)) continue;
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
      parents.set(pid, Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]));
    } catch {
      // It has ended meanwhile.
    }
  }
  const isBelow = (pid: number): boolean => {
    const parent = parents.get(pid);
    return parent !== undefined && (parent === kernel || isBelow(parent));
  };
  return [...parents.keys()].filter((pid) => isBelow(pid) && commandOf(pid).includes(MANY)).length;
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8");
  } catch {
    return "";
  }
}
