import { realpathSync, statSync } from "node:fs";
import { McpServer } from "@modelcontextprotocol/server";
import { installRun } from "./run.ts";

export interface ShellOptions {
  /** The directory that commands run in. It is no cage: a command can reach all that its user can. */
  readonly root: string;
  /** Unless true, the server offers no tool. */
  readonly enabled: boolean;
  /** For one command; 60 s unless said otherwise. */
  readonly timeoutMs?: number;
  /** For each of standard output and standard error; 64 KiB unless said otherwise. */
  readonly maxOutputBytes?: number;
}

const DEFAULT_TIMEOUT_MS = 60_000;
const DEFAULT_MAX_OUTPUT_BYTES = 64 * 1024;

/** Throws when the root is not a directory. */
export function createServer(options: ShellOptions): McpServer {
  if (!statSync(options.root, { throwIfNoEntry: false })?.isDirectory())
    throw new Error(
      `root: ${JSON.stringify(options.root)} is not a directory; name one that exists`,
    );
  const server = new McpServer(
    { name: "glassbox-shell", title: "Shell", version: "0.1.0" },
    { capabilities: { tools: { listChanged: false } } },
  );
  if (!options.enabled) return server;
  installRun(server, {
    root: realpathSync(options.root),
    timeoutMs: options.timeoutMs ?? DEFAULT_TIMEOUT_MS,
    maxOutputBytes: options.maxOutputBytes ?? DEFAULT_MAX_OUTPUT_BYTES,
  });
  return server;
}
