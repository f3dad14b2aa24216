import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

import { toolKey } from "../../kernel/plan.ts";
import type { ToolDefinition } from "../../kernel/ports/tools.ts";
import { defineTools } from "../../mcp/hub/definition.ts";
import type { ServerSpec } from "../../mcp/hub/index.ts";
import { sentTool } from "./sent-tool.ts";

/** What a person asks for, and every tool that does it. */
export interface Query {
  readonly text: string;
  /** `server__tool`; at least one. */
  readonly right: readonly string[];
  readonly half: "development" | "test";
}

const servers = z.array(
  z.object({
    server: z.string().min(1),
    package: z.string().min(1),
    version: z.string().min(1),
    license: z.string().min(1),
    tools: z.array(sentTool).min(1),
  }),
);

const HOW = {
  transport: "stdio",
  command: "none",
  args: [],
  env: {},
  rooted: false,
  trusted: false,
} as const;

/** Real tools of public servers, each as the hub offers it when the server is one that nobody vouches for. */
export function readTools(): readonly ToolDefinition[] {
  const file = join(import.meta.dir, "tools.json");
  return servers.parse(JSON.parse(readFileSync(file, "utf8"))).flatMap(({ server, tools }) => {
    const spec: ServerSpec = { ...HOW, name: server };
    const { tools: defined, leftOut } = defineTools(spec, tools);
    if (leftOut.length > 0)
      throw new Error(`${server}: ${leftOut[0]!.name}: ${leftOut[0]!.reason}`);
    return defined;
  });
}

/** Throws for a line that names a tool which is not there. */
export function readQueries(tools: readonly ToolDefinition[]): readonly Query[] {
  const known = new Set(tools.map(toolKey));
  const text = readFileSync(join(import.meta.dir, "queries.txt"), "utf8");
  const lines = text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  const queries = lines.map((line) => parseLine(line, known));
  if (new Set(queries.map((query) => query.text)).size < queries.length)
    throw new Error("queries.txt has the same query twice");
  return queries;
}

function parseLine(line: string, known: ReadonlySet<string>): Query {
  const [text = "", named = ""] = line.split(" => ");
  const right = named.split(", ").map((one) => one.replace(".", "__"));
  const missing = right.find((key) => !known.has(key));
  if (text === "" || missing !== undefined)
    throw new Error(`queries.txt: "${line}": there is no tool ${missing}`);
  return { text, right, half: Bun.hash.crc32(text) % 2 === 0 ? "development" : "test" };
}
