import { homedir } from "node:os";
import type { ToolDefinition } from "../../kernel/ports/tools.ts";
import { connect } from "./connection.ts";
import type { Connection } from "./connection.ts";
import { defineTools } from "./definition.ts";
import type { Definitions } from "./definition.ts";
import { explainStart } from "./explain.ts";
import { openInProcess } from "./in-process.ts";
import type { ParentWatch } from "./parent-watch.ts";
import type { ServerSpec } from "./spec.ts";
import { StdioTransport } from "./stdio-transport.ts";
import type { HubTransport } from "./transport.ts";

/** A server that answers, with the tools that it offers. */
export interface Live {
  readonly connection: Connection;
  readonly definitions: Definitions;
  /** The same tools by name. */
  readonly tools: ReadonlyMap<string, ToolDefinition>;
}

export interface StartOptions {
  readonly maxMessageBytes: number;
  readonly startTimeoutMs: number;
  /** Ends the servers' processes when this one is gone. */
  readonly watch: ParentWatch | undefined;
}

export interface StartWatch {
  opened(transport: HubTransport): void;
  closed(transport: HubTransport): void;
  toolsChanged(): void;
}

/** Starts a server and learns its tools. Rejects with a sentence, and only after nothing of it is left. */
export async function startServer(
  spec: ServerSpec,
  dir: string,
  options: StartOptions,
  watch: StartWatch,
  signal: AbortSignal,
): Promise<Live> {
  let transport: HubTransport | undefined;
  try {
    signal.throwIfAborted();
    const opened = await open(spec, dir, options, signal);
    transport = opened;
    watch.opened(opened);
    const closed = () => watch.closed(opened);
    const { toolsChanged } = watch;
    const connection = await connect(opened, { closed, toolsChanged }, signal);
    return await readTools(spec, connection, signal);
  } catch (error) {
    const ended = transport?.ended();
    await transport?.close();
    throw new Error(explainStart(spec.name, causeOf(error, ended, signal)), { cause: error });
  }
}

async function readTools(
  spec: ServerSpec,
  connection: Connection,
  signal: AbortSignal,
): Promise<Live> {
  const definitions = defineTools(spec, await connection.listTools(signal));
  signal.throwIfAborted();
  const tools = new Map(definitions.tools.map((tool) => [tool.name, tool]));
  return { connection, definitions, tools };
}

/** Reads the tools of a running server again; one that cannot tell them is ended. */
export async function readToolsAgain(
  spec: ServerSpec,
  { connection }: Live,
  signal: AbortSignal,
): Promise<Live> {
  try {
    return await readTools(spec, connection, signal);
  } catch (error) {
    const ended = connection.transport.ended();
    await connection.close();
    throw new Error(explainStart(spec.name, causeOf(error, ended, signal)), { cause: error });
  }
}

function causeOf(error: unknown, ended: string | undefined, signal: AbortSignal): unknown {
  if (signal.aborted) return signal.reason;
  // What the child said last tells more than a closed connection.
  return ended === undefined ? error : `it ${ended}`;
}

async function open(
  spec: ServerSpec,
  dir: string,
  { maxMessageBytes, watch }: StartOptions,
  signal: AbortSignal,
): Promise<HubTransport> {
  if (spec.transport === "in-process") return openInProcess(spec, dir, maxMessageBytes, signal);
  if (spec.transport !== "stdio") throw new Error(`${spec.transport} is not spoken yet`);
  const { command, args, env } = spec;
  const cwd = spec.cwd ?? (spec.rooted ? dir : homedir());
  return new StdioTransport({ command, args, env, cwd, maxMessageBytes, watch });
}
