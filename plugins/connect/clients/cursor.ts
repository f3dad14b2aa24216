import { join } from "node:path";

import type { Client } from "./client.ts";
import { commonEntry, readCommon } from "./shapes.ts";

export const cursor: Client = {
  id: "cursor",
  title: "Cursor",
  format: "jsonc",
  path: ["mcpServers"],
  file: ({ home }) => join(home, ".cursor/mcp.json"),
  traces: ({ home, platform }) => [
    join(home, ".cursor"),
    ...(platform === "darwin" ? ["/Applications/Cursor.app"] : []),
  ],
  programs: ["cursor", "cursor-agent"],
  entry: commonEntry,
  read: readCommon,
  next: "Cursor asks once whether it may start it (Settings, MCP)",
};
