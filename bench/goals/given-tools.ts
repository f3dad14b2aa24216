import { McpServer } from "@modelcontextprotocol/server";
import { z } from "zod";

import type { JsonValue } from "../../kernel/json.ts";
import type { InProcessSpec } from "../../mcp/hub/index.ts";
import type { Golden, GoldenStep } from "./golden.ts";
import { isTool } from "./same-calls.ts";

const SERVER = "given";

/** Servers with a stand-in for each tool that goals name and nobody offers: its parameters are those of the goals. */
export function givenTools(goals: readonly Golden[], offered: readonly string[]): InProcessSpec[] {
  const missing = goals
    .flatMap(({ steps }) => steps)
    .filter(({ tool }) => !offered.some((key) => isTool(tool, key)));
  const byServer = Map.groupBy(missing, ({ tool }) => serverOf(tool));
  return [...byServer].map(([name, calls]) => ({
    name,
    transport: "in-process",
    rooted: false,
    trusted: true,
    create: async () => serverWith(name, calls),
  }));
}

function serverOf(tool: string): string {
  return tool.includes("__") ? tool.slice(0, tool.indexOf("__")) : SERVER;
}

function serverWith(name: string, calls: readonly GoldenStep[]): McpServer {
  const server = new McpServer({ name, version: "0.0.0" });
  for (const [tool, same] of Map.groupBy(calls, (call) => call.tool)) {
    const bare = tool.slice(tool.includes("__") ? tool.indexOf("__") + 2 : 0);
    server.registerTool(
      bare,
      {
        // All that is known of it is how it is called.
        description: `${bare.replace(/[_-]+/g, " ")}.`,
        inputSchema: schemaOf(same),
        outputSchema: z.object({ text: z.string() }),
        annotations: { readOnlyHint: true },
        _meta: { "dev.glassbox/effect": "read", "dev.glassbox/paths": [] },
      },
      () => ({ content: [], structuredContent: { text: bare } }),
    );
  }
  return server;
}

/** What every goal gives is required. */
function schemaOf(calls: readonly GoldenStep[]) {
  const names = new Set(calls.flatMap(({ args }) => Object.keys(args)));
  const shape: Record<string, z.ZodType> = {};
  for (const name of names) {
    const given = calls.flatMap(({ args }) => (args[name] === undefined ? [] : [args[name]]));
    const type = typeOf(given[0]!);
    shape[name] = given.length === calls.length ? type : type.optional();
  }
  return z.strictObject(shape);
}

function typeOf(value: JsonValue): z.ZodType {
  if (typeof value === "string") return z.string();
  if (typeof value === "number") return z.number();
  if (typeof value === "boolean") return z.boolean();
  if (Array.isArray(value)) return z.array(value.length === 0 ? z.string() : typeOf(value[0]!));
  return z.record(z.string(), z.json());
}
