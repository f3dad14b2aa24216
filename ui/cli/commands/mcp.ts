import { resolve } from "node:path";

import { usage } from "../../../kernel/error.ts";
import type { JsonValue } from "../../../kernel/json.ts";
import { addGroup, addLeaf, type Menu } from "../command.ts";
import { table } from "../render/table.ts";

interface Options {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

interface Server {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly state: string;
  readonly tools: readonly string[] | number;
  readonly failure?: string;
}

export function addMcp(menu: Menu): void {
  const mcp = addGroup(menu, "mcp", "Add, list and remove MCP servers.", [
    "glassbox mcp ls",
    "glassbox mcp add notes -- npx -y @modelcontextprotocol/server-filesystem ~/Notes",
  ]);
  addLeaf<Options>(menu, mcp, {
    name: "add",
    summary: "Add a server over stdio; it is started once to see that it works.",
    examples: [
      "glassbox mcp add notes -- npx -y @modelcontextprotocol/server-filesystem ~/Notes",
      "glassbox mcp add issues --env TOKEN=abc -- node server.js --verbose",
    ],
    build: (command) =>
      void command
        .argument("<name>", "lower-case letters, digits and -")
        .argument("<command...>", "after --: the program and its arguments")
        .option("--env <name=value>", "for its environment (repeatable)", readEnv)
        .option("--cwd <dir>", "where it starts"),
    async handler(session, [name, command, ...args], { env, cwd }) {
      const input = {
        name,
        command,
        args,
        ...(env ? { env } : {}),
        ...(cwd ? { cwd: resolve(cwd) } : {}),
      };
      const data = await session.call<{ name: string; tools: readonly string[] }>(
        "servers.add",
        input,
      );
      const text = [
        `added ${data.name}: ${data.tools.length} tools`,
        ...data.tools.map((tool) => `  ${tool}`),
      ];
      return { data, text: text.join("\n") };
    },
  });
  addLeaf(menu, mcp, {
    name: "ls",
    summary: "List the servers: the built-in ones and those you added.",
    examples: ["glassbox mcp ls", "glassbox mcp ls --json=name,state"],
    async handler(session) {
      const data = await session.call<{ servers: readonly Server[] }>("servers.list");
      const rows = data.servers.map(({ name, state, tools, command, args, failure }) => [
        name,
        state,
        state === "ready" ? `${typeof tools === "number" ? tools : tools.length} tools` : "",
        failure || (command ? [command, ...args].join(" ") : "built in"),
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

function readEnv(text: string, all: Readonly<Record<string, string>> = {}): Record<string, string> {
  const cut = text.indexOf("=");
  if (cut < 1) throw usage(`--env must be NAME=VALUE, not "${text}"`);
  return { ...all, [text.slice(0, cut)]: text.slice(cut + 1) };
}
