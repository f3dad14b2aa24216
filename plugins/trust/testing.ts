import type { JsonObject } from "../../kernel/json.ts";
import { createHub, type StdioSpec } from "../../mcp/hub/index.ts";
import type { Manifest } from "../../mcp/hub/manifest.ts";

/** What a server says of itself, with nothing but what a test is about. */
export function manifestOf(
  server: string,
  tools: readonly JsonObject[],
  over: Partial<Manifest> = {},
): Manifest {
  return {
    server,
    spec: "",
    at: "2026-11-21T00:00:00.000Z",
    era: "legacy",
    protocol: "2025-11-25",
    implementation: `${server} 1.0.0`,
    instructions: "",
    capabilities: {},
    tools,
    resources: [],
    resourceTemplates: [],
    prompts: [],
    ...over,
  };
}

/** The reference servers that are installed for tests. */
export function npmServers(dir: string): readonly StdioSpec[] {
  const args = { filesystem: [dir], everything: ["stdio"], memory: [], "sequential-thinking": [] };
  return Object.entries(args).map(([name, rest]) => ({
    name,
    transport: "stdio",
    rooted: false,
    trusted: false,
    command: process.execPath,
    args: [
      `${import.meta.dir}/../../node_modules/@modelcontextprotocol/server-${name}/dist/index.js`,
      ...rest,
    ],
    env: { MEMORY_FILE_PATH: `${dir}/memory.jsonl` },
  }));
}

/** Starts servers for a moment and answers with all that they say of themselves. */
export async function readManifests(specs: readonly StdioSpec[]): Promise<readonly Manifest[]> {
  const hub = createHub({ servers: () => specs, onEvent: () => undefined });
  try {
    const checks = await Promise.all(specs.map((spec) => hub.check(spec)));
    return checks.map(({ manifest }) => manifest);
  } finally {
    await hub.close();
  }
}
