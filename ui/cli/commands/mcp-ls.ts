import type { Command } from "commander";

import type { JsonValue } from "../../../kernel/json.ts";
import { addLeaf, type Menu } from "../command.ts";
import { table } from "../render/table.ts";

interface Server {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly url: string;
  readonly state: string;
  readonly tools: readonly string[];
  readonly quarantined: readonly { readonly kind: string }[];
  readonly failure: string;
}

export function addMcpList(menu: Menu, mcp: Command): void {
  addLeaf(menu, mcp, {
    name: "ls",
    summary: "List the servers: the built-in ones and those you added.",
    examples: ["glassbox mcp ls", "glassbox mcp ls --json=name,state"],
    async handler(session) {
      const data = await session.call<{ servers: readonly Server[] }>("servers.list");
      const rows = data.servers.map((server) => [
        server.name,
        server.state,
        offers(server),
        server.failure || placeOf(server),
      ]);
      const empty = "no servers yet: glassbox mcp add NAME -- COMMAND";
      return {
        data: data as object as JsonValue,
        text: table(rows, session.terminal.columns, empty),
      };
    },
  });
  addLeaf(menu, mcp, {
    name: "rm",
    summary: "Remove a server.",
    examples: ["glassbox mcp rm notes", "glassbox mcp rm issues --json"],
    build: (command) => void command.argument("<name>", "a server"),
    async handler(session, [name]) {
      const data = await session.call<{ name: string }>("servers.remove", { name });
      return { data, text: `removed ${data.name}` };
    },
  });
}

function offers({ tools, quarantined }: Server): string {
  const waiting = quarantined.length;
  const shown = tools.length > 0 ? `${tools.length} tools` : "";
  if (waiting === 0) return shown;
  return [shown, `${waiting} to approve`].filter((part) => part !== "").join(", ");
}

function placeOf({ command, args, url }: Server): string {
  if (url !== "") return url;
  return command === "" ? "built in" : [command, ...args].join(" ");
}
