import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import type { Transport } from "@modelcontextprotocol/sdk/shared/transport.js";
import { join } from "node:path";

import { type House, LAUNCHER, openHouse } from "./house.ts";
import { MOVES, TOOLS } from "./script.ts";

const SERVER = join(import.meta.dir, "../../mcp/hub/fixture-server-v1.ts");

/** A client on the SDK's first line makes the same moves, and calls a server on it that stands behind us. */
export async function playV1(
  modules: string,
  way: "stdio" | "http",
): Promise<Readonly<Record<string, boolean>>> {
  await using house = openHouse(modules);
  await house.glassbox("mcp", "add", "first-line", "--", process.execPath, SERVER);
  await house.glassbox("config", "set", "servers.first-line.effects", '{"add":"read"}');
  const client = new Client({ name: "first-line", version: "1.0.0" });
  await client.connect(await transportTo(house, way));
  try {
    const { tools } = await client.listTools();
    const checks: Record<string, boolean> = {
      lists: TOOLS.every((name) => tools.some((tool) => tool.name === name)),
    };
    for (const { figure, tool, args, expected } of MOVES) {
      const result = await client.callTool({ name: tool, arguments: { ...args } });
      checks[figure] = expected.test(JSON.stringify(result));
    }
    const sum = { tool: "first-line__add", args: { a: 2, b: 3 } };
    const { structuredContent } = await client.callTool({ name: "call", arguments: sum });
    return { ...checks, server: JSON.stringify(structuredContent) === '{"sum":5}' };
  } finally {
    await client.close();
  }
}

async function transportTo(house: House, way: "stdio" | "http"): Promise<Transport> {
  if (way === "stdio") {
    const args = [LAUNCHER, "mcp", "serve"];
    const start = { command: process.execPath, args, cwd: house.vault, env: { ...house.env } };
    return new StdioClientTransport(start);
  }
  const { url, token } = await house.serve();
  const requestInit = { headers: { Authorization: `Bearer ${token}` } };
  return new StreamableHTTPClientTransport(new URL(url), { requestInit }) as Transport;
}
