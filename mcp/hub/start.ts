import { homedir } from "node:os";
import type { JsonObject } from "../../kernel/json.ts";
import type { ToolDefinition } from "../../kernel/ports/tools.ts";
import type { WireRecorder } from "../wire/recorder.ts";
import type { Caller, Era } from "./caller.ts";
import { connect, HarmedByProbe } from "./connection.ts";
import type { Connection, ConnectOptions, SelfDescription } from "./connection.ts";
import { defineTools } from "./definition.ts";
import type { Definitions } from "./definition.ts";
import { explainStart } from "./explain.ts";
import { openInProcess } from "./in-process.ts";
import type { Authorizers } from "./oauth/authorizers.ts";
import type { HubOptions } from "./options.ts";
import type { ParentWatch } from "./parent-watch.ts";
import type { Served } from "./link/served.ts";
import { heard, unsaidOf } from "./said.ts";
import type { Unsaid } from "./said.ts";
import type { ServerSpec } from "./spec.ts";
import { StdioTransport } from "./stdio-transport.ts";
import type { HubTransport } from "./transport.ts";

/** A server that answers, with what it says of itself. */
export interface Live {
  readonly connection: Connection;
  readonly manifest: SelfDescription;
  readonly definitions: Definitions;
  /** The same tools by name. */
  readonly tools: ReadonlyMap<string, ToolDefinition>;
  /** What it must not be heard to say. */
  readonly unsaid: Unsaid;
}

export interface StartOptions {
  /** The spec as it is configured, where secrets are still named and not given. */
  readonly configured?: ServerSpec;
  readonly maxMessageBytes: number;
  readonly startTimeoutMs: number;
  /** Ends the servers' processes when this one is gone. */
  readonly watch: ParentWatch | undefined;
  /** The era in which the server answered before. */
  readonly prior?: Era;
  /** What a legacy server is told that its client can do; absent: all that can be handed on. */
  readonly capabilities?: JsonObject;
  /** The one client whom this instance serves (pool `session`): it is asked also while none of its calls is under way. */
  readonly owner?: Caller;
  /** The connection's name in the record of the wire. */
  readonly instance?: string;
  recorder?(): WireRecorder | undefined;
  /** What a server of ours asks below an extension that its spec `serves`. */
  asked?: NonNullable<HubOptions["asked"]>;
  /** Who lets us in at remote servers. */
  readonly authorizers?: Authorizers;
}

export interface StartWatch {
  /** Told again for the second process of a server that came to harm in the first; that one is gone by then. */
  opened(transport: HubTransport): void;
  closed(transport: HubTransport): void;
  toolsChanged(): void;
  notified?(method: string, params: JsonObject): void;
}

/** Starts a server and learns what it offers. Rejects with a sentence, and only after nothing of it is left. */
export async function startServer(
  spec: ServerSpec,
  dir: string,
  options: StartOptions,
  watch: StartWatch,
  signal: AbortSignal,
): Promise<Live> {
  let transport: HubTransport | undefined;
  async function begin(protocol: ConnectOptions["protocol"]): Promise<Connection> {
    signal.throwIfAborted();
    const opened = await open(spec, dir, options, signal);
    transport = opened;
    watch.opened(opened);
    const told = { ...watch, closed: () => watch.closed(opened) };
    const served = servedTo(spec, options.asked);
    const about = {
      ...options,
      server: spec.name,
      protocol,
      watch: told,
      ...(served && { served }),
    };
    return connect(opened, about, signal);
  }
  try {
    const connection = await begin(protocolOf(spec)).catch(async (error: unknown) => {
      if (!(error instanceof HarmedByProbe)) throw error;
      await transport?.kill("was ended: it bore no question about its era");
      return begin("legacy");
    });
    return await describe(spec, connection, unsaidOf(options.configured ?? spec, spec), signal);
  } catch (error) {
    const ended = transport?.ended();
    await transport?.close();
    throw new Error(explainStart(spec.name, causeOf(error, ended, signal)), { cause: error });
  }
}

/** What only a server of ours may ask, and only what it was set up for. */
function servedTo(spec: ServerSpec, asked: StartOptions["asked"]): Served | undefined {
  if (spec.transport !== "in-process" || !spec.serves || !asked) return undefined;
  const ask: Served["ask"] = (method, params, signal) => asked(spec.name, method, params, signal);
  return { extensions: spec.serves, ask };
}

/** Our own servers speak as the SDK's server does when it is connected by hand. */
function protocolOf(spec: ServerSpec): ConnectOptions["protocol"] {
  if (spec.transport === "in-process" || spec.transport === "worker") return "legacy";
  return spec.protocol ?? "auto";
}

async function describe(
  spec: ServerSpec,
  connection: Connection,
  unsaid: Unsaid,
  signal: AbortSignal,
): Promise<Live> {
  const { manifest, again } = heard(await connection.readManifest(signal), unsaid);
  const defined = defineTools(spec, manifest.tools);
  const leftOut = [...defined.leftOut, ...again, ...(connection.transport.leftOut?.() ?? [])];
  const definitions = { ...defined, leftOut };
  signal.throwIfAborted();
  const tools = new Map(definitions.tools.map((tool) => [tool.name, tool]));
  return { connection, manifest, definitions, tools, unsaid };
}

/** Asks a running server again what it offers; one that cannot tell is ended. */
export async function readToolsAgain(
  spec: ServerSpec,
  { connection, unsaid }: Live,
  signal: AbortSignal,
): Promise<Live> {
  try {
    return await describe(spec, connection, unsaid, signal);
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
  options: StartOptions,
  signal: AbortSignal,
): Promise<HubTransport> {
  const { maxMessageBytes, watch } = options;
  if (spec.transport === "in-process") return openInProcess(spec, dir, maxMessageBytes, signal);
  // Late: most homes have no server of these kinds.
  if (spec.transport === "http") return (await import("./http/open.ts")).openHttp(spec, options);
  if (spec.transport === "worker") {
    return (await import("./worker/open.ts")).openWorker(spec, dir, maxMessageBytes, signal);
  }
  const { command, args, env } = spec;
  const cwd = spec.cwd ?? (spec.rooted ? dir : homedir());
  return new StdioTransport({ command, args, env, cwd, maxMessageBytes, watch });
}
