import type { Command } from "commander";

import { usage } from "../../../kernel/error.ts";
import { isObject, type JsonValue } from "../../../kernel/json.ts";
import { addLeaf, type Menu } from "../command.ts";
import { Interrupted } from "../interrupt.ts";
import { oneLine } from "../render/text.ts";
import { localTime } from "../render/time.ts";

interface Options {
  readonly follow?: boolean;
  readonly limit?: string;
}

interface Entry {
  readonly at: string;
  readonly what: string;
  readonly reason: string;
}

interface Log {
  readonly name: string;
  readonly events: readonly Entry[];
  readonly instances: readonly {
    readonly dir: string;
    readonly state: string;
    readonly reason: string;
    readonly pid: number | null;
    readonly stderr: string;
    readonly noise: { readonly count: number; readonly last: readonly string[] };
  }[];
}

export function addMcpLogs(menu: Menu, mcp: Command): void {
  addLeaf<Options>(menu, mcp, {
    name: "logs",
    summary: "Show what became of a server and what it wrote.",
    examples: ["glassbox mcp logs notes", "glassbox mcp logs notes --follow"],
    build: (command) =>
      void command
        .argument("<name>", "a server")
        .option("--follow", "go on with what comes, until Ctrl-C")
        .option("--limit <n>", "at most so many events (50)"),
    async handler(session, [name], { follow, limit }) {
      const { terminal, options } = session;
      if (follow && options.json !== null)
        throw usage("--json prints one object, and --follow never ends", "leave out one of them");
      const input = { name, ...(limit === undefined ? {} : { limit: count(limit) }) };
      const log = await session.call<Log>("servers.log", input);
      const text = describe(log);
      if (!follow) return { data: log as object as JsonValue, text };
      if (text !== "") terminal.print(text);
      const onPart = (part: JsonValue) => terminal.print(partOf(part));
      try {
        await session.call("servers.log", { ...input, limit: 1, follow: true }, { onPart });
        return null;
      } catch (error) {
        // Ctrl-C is how following ends.
        if (error instanceof Interrupted) return null;
        throw error;
      }
    },
  });
}

function describe({ events, instances }: Log): string {
  const lines = events.map(line);
  for (const { state, reason, pid, stderr, noise } of instances) {
    const isThere = pid !== null && ["starting", "ready", "degraded"].includes(state);
    const process = isThere ? `, process ${pid}` : "";
    lines.push(oneLine(`${state}${process}${reason === "" ? "" : `: ${reason}`}`));
    lines.push(...noise.last.map((each) => `  no message: ${oneLine(each)}`));
    if (stderr.trim() !== "") lines.push(...stderr.trimEnd().split("\n").map(indented));
  }
  return lines.join("\n");
}

function line({ at, what, reason }: Entry): string {
  return oneLine(`${localTime(at)}  ${what}${reason === "" ? "" : `  ${reason}`}`);
}

function indented(text: string): string {
  return `  ${oneLine(text)}`;
}

function partOf(part: JsonValue): string {
  if (!isObject(part)) return "";
  if (typeof part["stderr"] === "string") {
    return part["stderr"].trimEnd().split("\n").map(indented).join("\n");
  }
  return line(part as unknown as Entry);
}

function count(text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  throw usage(`--limit must be a whole number, not "${text}"`);
}
