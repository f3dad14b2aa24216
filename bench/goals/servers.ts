import type { ServerSpec, StdioSpec } from "../../mcp/hub/index.ts";
import { createServer as createShellServer } from "../../tools/shell/index.ts";
import { createServer as createWebServer } from "../../tools/web/index.ts";
import type { PageServer } from "./pages.ts";
import { standIns } from "./stand-ins.ts";

/** Servers of the tools that the goals are about, besides `files` and `data`. */
export function serversFor(pages: PageServer): ServerSpec[] {
  const own = { transport: "in-process", trusted: true } as const;
  return [
    {
      ...own,
      name: "web",
      rooted: false,
      create: async () => createWebServer({ allow: [pages.host] }),
    },
    {
      ...own,
      name: "shell",
      rooted: true,
      create: async (root) => createShellServer({ root, enabled: true }),
    },
    ...standIns(),
    everything(),
  ];
}

/** A server of somebody else: its tools come without worked goals. */
function everything(): StdioSpec {
  const path = Bun.resolveSync(
    "@modelcontextprotocol/server-everything/dist/index.js",
    import.meta.dir,
  );
  return {
    name: "everything",
    transport: "stdio",
    rooted: false,
    trusted: false,
    command: process.execPath,
    args: [path, "stdio"],
    env: {},
  };
}
