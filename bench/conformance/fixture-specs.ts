import { join } from "node:path";
import type { ServerSpec } from "../../mcp/hub/index.ts";
import { fixtureTools } from "./fixture-tools.ts";

const root = join(import.meta.dir, "../..");

function stdio(name: string, args: readonly string[], more: object = {}): ServerSpec {
  return {
    name,
    transport: "stdio",
    command: process.execPath,
    args,
    env: {},
    rooted: false,
    trusted: false,
    ...more,
  } as ServerSpec;
}

const effects = Object.fromEntries(fixtureTools.map(({ name }) => [name, "read"]));

/** `legacy`: it speaks the revisions with sessions and no other. */
export function fixtureSpec(era: "both" | "legacy"): ServerSpec {
  const file = join(import.meta.dir, "fixture-server.ts");
  if (era === "legacy")
    return stdio("fixture", [file, "--legacy"], { effects, protocol: "legacy", pool: "session" });
  return stdio("fixture", [file], { effects, protocol: "auto" });
}

/** Two servers of others, as everybody has them. */
export function otherSpecs(folder: string): ServerSpec[] {
  const entry = (name: string): string =>
    join(root, "node_modules/@modelcontextprotocol", `server-${name}`, "dist/index.js");
  return [
    stdio("everything", [entry("everything"), "stdio"], { protocol: "legacy" }),
    stdio("memory", [entry("memory")], {
      protocol: "legacy",
      env: { MEMORY_FILE_PATH: join(folder, "memory.jsonl") },
    }),
  ];
}
