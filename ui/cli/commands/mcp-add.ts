import { resolve } from "node:path";
import type { Command } from "commander";

import { usage } from "../../../kernel/error.ts";
import type { JsonObject } from "../../../kernel/json.ts";
import { addLeaf, type Menu } from "../command.ts";

type Values = Readonly<Record<string, string>>;

interface Options {
  readonly env?: Values;
  readonly header?: Values;
  readonly cwd?: string;
}

interface Added extends JsonObject {
  readonly name: string;
  readonly tools: readonly string[];
  readonly needsLogin: boolean;
}

export function addMcpAdd(menu: Menu, mcp: Command): void {
  addLeaf<Options>(menu, mcp, {
    name: "add",
    summary: "Add a server, a program or an address; it is started once to see that it works.",
    examples: [
      "glassbox mcp add notes -- npx -y @modelcontextprotocol/server-filesystem ~/Notes",
      "glassbox mcp add issues https://example.org/mcp --header Authorization=secret://issues",
    ],
    build: (command) =>
      void command
        .argument("<name>", "lower-case letters, digits and -")
        .argument("<command...>", "an address, or after --: the program and its arguments")
        .option("--env <name=value>", "for its environment (repeatable)", pairs("--env"))
        .option("--header <name=value>", "sent to the address (repeatable)", pairs("--header"))
        .option("--cwd <dir>", "where the program starts"),
    async handler(session, [name, ...place], options) {
      const said = isAddress(place) ? remote(place, options) : local(place, options);
      const input = { name, ...said };
      const data = await session.call<Added>("servers.add", input);
      if (data.needsLogin)
        return {
          data,
          text: `added ${data.name}; it wants a login: glassbox mcp login ${data.name}`,
        };
      const text = [
        `added ${data.name}: ${data.tools.length} tools`,
        ...data.tools.map((tool) => `  ${tool}`),
      ];
      return { data, text: text.join("\n") };
    },
  });
}

function isAddress([first = ""]: readonly string[]): boolean {
  return /^https?:\/\//i.test(first);
}

function remote([url, ...more]: readonly string[], { env, header, cwd }: Options): object {
  if (more.length > 0) throw usage(`what is "${more[0]}"? An address takes no arguments`);
  if (env) throw usage("--env is for programs", "an address takes --header NAME=VALUE");
  if (cwd) throw usage("--cwd is for programs", "an address needs none");
  return { url, ...(header ? { headers: header } : {}) };
}

function local([command, ...args]: readonly string[], { env, header, cwd }: Options): object {
  if (header) throw usage("--header is for addresses", "a program takes --env NAME=VALUE");
  return { command, args, ...(env ? { env } : {}), ...(cwd ? { cwd: resolve(cwd) } : {}) };
}

function pairs(option: string): (text: string, all?: Values) => Values {
  return (text, all = {}) => {
    const cut = text.indexOf("=");
    if (cut < 1) throw usage(`${option} must be NAME=VALUE, not "${text}"`);
    return { ...all, [text.slice(0, cut)]: text.slice(cut + 1) };
  };
}
