import { functionSource, type OfferedTool } from "./function.ts";
import { pythonString } from "./literal.ts";
import { pythonName } from "./name.ts";
import { RUNTIME } from "./runtime.ts";

export type { OfferedTool } from "./function.ts";

/**
 * The source of the module `tools`: one namespace for each server, one function for each tool. Whatever stands in the
 * definitions is in the source as string literals only.
 */
export function stubSource(offered: readonly OfferedTool[]): string {
  const modules = new Set<string>();
  const parts: string[] = [];
  const contents: string[] = [];
  let count = 0;
  for (const [server, tools] of byServer(offered)) {
    const namespace = pythonName(server, modules);
    const names = new Set<string>();
    const members = tools.map(({ name, tool }) => {
      const member = pythonName(name, names);
      const own = `_t${++count}`;
      const { source, signature } = functionSource(tool, own);
      parts.push(source);
      contents.push(`tools.${namespace}.${member}${signature}`);
      return `${member}=${own}`;
    });
    const about = pythonString(`Tools of the server ${server}.`);
    parts.push(
      `${namespace} = _namespace(${pythonString(namespace)}, ${about}, ${members.join(", ")})`,
    );
  }
  const overview = ["Tools that this program may call.", "", ...contents].join("\n");
  return `${pythonString(overview)}\n\n${RUNTIME}\n\n${parts.join("\n\n\n")}\n`;
}

interface Named {
  readonly name: string;
  readonly tool: OfferedTool;
}

/** Sorted, so that the same tools make the same module in whatever order they were listed. */
function byServer(offered: readonly OfferedTool[]): Map<string, Named[]> {
  const servers = new Map<string, Named[]>();
  for (const tool of offered.toSorted((a, b) => (a.tool < b.tool ? -1 : 1))) {
    const [, server = "tools", name = tool.tool] = /^(.+?)__(.+)$/s.exec(tool.tool) ?? [];
    const tools = servers.get(server) ?? [];
    tools.push({ name, tool });
    servers.set(server, tools);
  }
  return servers;
}
