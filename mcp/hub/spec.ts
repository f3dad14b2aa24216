import type { Transport } from "@modelcontextprotocol/client";
import type { JsonValue } from "../../kernel/json.ts";
import type { EffectClass } from "../../kernel/ports/tools.ts";

/** What the hub needs of an SDK server, so that it depends on no server package. */
export interface McpServerLike {
  connect(transport: Transport): Promise<void>;
  close(): Promise<void>;
}

export interface InProcessSpec {
  readonly name: string;
  readonly transport: "in-process";
  /** True: one server for each run directory. False: one for all. */
  readonly rooted: boolean;
  readonly trusted: true;
  create(dir: string): Promise<McpServerLike>;
  /** False for a directory: the server is neither listed nor called for runs there. Absent: it serves all. */
  offered?(dir: string): boolean;
  /**
   * Extensions of MCP that it may ask of us, such as `dev.glassbox/tools`: only these are declared to it, and its
   * requests below such a name go to `HubOptions.asked`.
   */
  readonly serves?: readonly string[];
}

/** What a person has set for a server that is not ours. */
interface Configured {
  readonly name: string;
  readonly rooted: boolean;
  /** Only a trusted server's `_meta` decides effects, expectations and paths. */
  readonly trusted: boolean;
  /** The effect class of single tools, by tool name; wins over what the server says. */
  readonly effects?: Readonly<Record<string, EffectClass>>;
  /** The argument that carries the effect's id, by tool name; wins over what the server says. */
  readonly keys?: Readonly<Record<string, string>>;
  /** By tool name, `*` for any text: `deny` hides it, `ask` makes it `once`, `allow` needs no approval. */
  readonly policy?: Readonly<Record<string, "allow" | "ask" | "deny">>;
  /** Who shares an instance: all (the standard), one client's session, or one call at a time. */
  readonly pool?: "shared" | "session" | "lease";
  /** Which revisions it is spoken to in; `auto` finds out and remembers. */
  readonly protocol?: "auto" | "legacy" | "modern";
  /** After so long without a call it is stopped; 0: never. Default 300 s. */
  readonly idleSeconds?: number;
  readonly callsPerMinute?: number;
}

export interface StdioSpec extends Configured {
  readonly transport: "stdio";
  readonly command: string;
  readonly args: readonly string[];
  /** Added to a minimal environment, where a value may be `secret://NAME`; nothing else of ours reaches the server. */
  readonly env: Readonly<Record<string, string>>;
  /** Absent: the run's directory for a rooted server, the home directory for another one. */
  readonly cwd?: string;
}

/** A server somewhere else, over Streamable HTTP. */
export interface HttpSpec extends Configured {
  readonly transport: "http";
  readonly url: string;
  /** Sent with every request; a value may be `secret://NAME`. */
  readonly headers: Readonly<Record<string, string>>;
  /** Of a client that was registered by hand; without it one registers itself. */
  readonly oauth?: {
    readonly clientId?: string;
    /** `secret://NAME`. */
    readonly clientSecret?: string;
    readonly scopes?: readonly string[];
  };
}

/** A server of ours in a thread of its own. */
export interface WorkerSpec {
  readonly name: string;
  readonly transport: "worker";
  readonly rooted: boolean;
  readonly trusted: true;
  /** Absolute path of a module that exports `createServer(options)`. */
  readonly module: string;
  /** Handed to it; JSON. A rooted one gets its directory as `root` too. */
  readonly options: Readonly<Record<string, JsonValue>>;
}

export type ServerSpec = InProcessSpec | StdioSpec | HttpSpec | WorkerSpec;

const joinable = /^[a-zA-Z0-9_-]{1,64}$/;

/** Models and clients know a tool as `server__tool`; the name must fit what the strictest client takes. */
export function joinName(server: string, tool: string): string {
  return `${server}__${tool}`;
}

export function isJoinable(name: string): boolean {
  return joinable.test(name);
}

/** Why a server cannot have this name, or undefined. Its end must be found again in `server__tool`. */
export function nameProblem(name: string): string | undefined {
  if (!isJoinable(name)) {
    return `The server name ${JSON.stringify(name)} may hold only letters, digits, "_" and "-", and at most 64 of them; rename it.`;
  }
  if (name.includes("__") || name.endsWith("_")) {
    return `The server name "${name}" contains "__" or ends with "_", which separates server and tool; rename it.`;
  }
  if (name === "glassbox") {
    return `The server name "glassbox" belongs to the tools of Glassbox itself; rename it.`;
  }
  return undefined;
}

/** Whether a server started from one spec still serves the other. Code does not change while the kernel runs. */
export function sameSpec(left: ServerSpec, right: ServerSpec): boolean {
  if (left === right) return true;
  return JSON.stringify(left) === JSON.stringify(right);
}
