import { join } from "node:path";

import type { Client } from "./client.ts";
import { readCommon, typedEntry } from "./shapes.ts";

export const claudeCode: Client = {
  id: "claude-code",
  title: "Claude Code",
  format: "json",
  path: ["mcpServers"],
  file: ({ home, env }) => join(env["CLAUDE_CONFIG_DIR"] || home, ".claude.json"),
  traces: ({ home, env }) => [
    env["CLAUDE_CONFIG_DIR"] || join(home, ".claude"),
    join(home, ".claude.json"),
  ],
  programs: ["claude"],
  entry: typedEntry,
  read: readCommon,
  next: "new sessions of claude have it",
};
