import { writeSync } from "node:fs";

import { homeFolder, homePaths } from "../socket/home.ts";
import { relay } from "../socket/mcp-relay.ts";
import type { McpHello } from "../socket/mcp-wire.ts";
import { helloOf } from "./serving.ts";

/** Is a client's MCP server until its input ends. Standard output carries the protocol and nothing else. */
export async function serveStdio(
  hello: Omit<McpHello, "version">,
  note: (line: string) => void,
): Promise<void> {
  const sink = Bun.stdout.writer();
  await relay({
    paths: homePaths(homeFolder()),
    hello,
    input: Bun.stdin.stream(),
    async output(bytes) {
      sink.write(bytes);
      await sink.flush();
    },
    note: (line) => note(`glassbox: ${line}`),
  });
}

const STANDARD_ERROR = 2;

/**
 * The same as clients start it, without the whole command line in memory. False, with nothing done: these arguments need
 * it, if only to be refused.
 */
export async function servePlainly(args: readonly string[]): Promise<boolean> {
  const hello = plainHello(args);
  if (!hello) return false;
  await serveStdio(hello, noteLine);
  return true;
}

function noteLine(line: string): void {
  try {
    writeSync(STANDARD_ERROR, `${line}\n`);
  } catch {
    // Nobody reads it; the protocol goes on.
  }
}

function plainHello(args: readonly string[]): Omit<McpHello, "version"> | null {
  const given: Record<string, string> = {};
  for (let at = 0; at < args.length; at += 2) {
    const [, name] = /^--(dir|surface)$/.exec(args[at]!) ?? [];
    const value = args[at + 1];
    if (name === undefined || value === undefined || name in given) return null;
    given[name] = value;
  }
  try {
    return helloOf(given);
  } catch {
    return null;
  }
}
