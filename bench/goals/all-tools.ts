import type { ToolDefinition } from "../../kernel/ports/tools.ts";
import type { ServerSpec } from "../../mcp/hub/index.ts";
import { createServer as createShellServer } from "../../tools/shell/index.ts";
import { createServer as createWebServer } from "../../tools/web/index.ts";
import { openHouse } from "../support/kernel.ts";
import { standIns } from "./stand-ins.ts";

/** The servers besides `files` and `data`, so that every shipped tool is there. */
export function otherServers(): ServerSpec[] {
  const own = { transport: "in-process", trusted: true } as const;
  return [
    { ...own, name: "web", rooted: false, create: async () => createWebServer() },
    {
      ...own,
      name: "shell",
      rooted: true,
      create: async (root) => createShellServer({ root, enabled: true }),
    },
  ];
}

/** Every tool of this house, those that do not exist yet too. */
export async function allTools(): Promise<readonly ToolDefinition[]> {
  await using house = await openHouse({ servers: [...otherServers(), ...standIns()] });
  return await house.hub.list(house.dir);
}
