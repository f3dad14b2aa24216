import type { JsonObject } from "../../kernel/json.ts";
import type { Caller } from "../hub/caller.ts";
import type { LogLevel } from "./protocol.ts";

/** Who speaks to us, as far as the carrier knows. */
export interface Principal {
  /** Which token or which stream it is; what waits for one is never handed to another. */
  readonly id: string;
  /** How it came in: a stream of this user (`socket`), or the network listener (`http`). */
  readonly via: "socket" | "http";
  /** A token of scope `read` only looks. */
  readonly scope: "full" | "read";
  /** Where runs and rooted servers work unless a call says otherwise; null: nobody has said. */
  readonly dir: string | null;
  /** Which tools it is shown; null: as the configuration says. */
  readonly surface: Surface | null;
}

export type Surface = "stable" | "full" | "auto";

/** One client of ours: a session, or all stateless requests of one principal that name the same client. */
export interface FrontClient extends Caller {
  readonly principal: Principal;
  /** `name version` as it said itself; never believed. */
  readonly name: string;
  /** From which severity on it wants log messages; null: a modern client wants none, a legacy one has not said. */
  readonly logLevel: LogLevel | null;
  /** Where it works: the principal's directory, else the first root that the client has told; null: nobody has said. */
  dir(): Promise<string | null>;
}

/**
 * One request at work. `client.ask` waits for the person in front of the client: a legacy client is sent the question, a
 * modern one is answered `input_required`, and its retry goes on where this one waited.
 */
export interface Conversation {
  readonly client: FrontClient;
  readonly signal: AbortSignal;
  /** As they came, with what a modern client hands back: `inputResponses`, `requestState`. */
  readonly params: JsonObject;
  /** `_meta` of the request. */
  readonly meta: JsonObject;
  /** The client takes a task for an answer (`io.modelcontextprotocol/tasks`). */
  readonly takesTask: boolean;
}

/** A tool as a client is shown it: the `Tool` of MCP. */
export type ShownTool = JsonObject & { readonly name: string };

/**
 * What stands behind the front, for tools, resources and prompts. Several stand in a row: the first that knows a name
 * answers. Lists are in one order that only depends on what there is. Faults are `RequestFault`; what a caller did wrong
 * with a tool is a result with `isError`.
 */
export interface Desk {
  tools(client: FrontClient): Promise<readonly ShownTool[]>;
  /** Null: this desk has no such tool. */
  callTool(name: string, args: JsonObject, at: Conversation): Promise<JsonObject | null>;
  resources(client: FrontClient): Promise<readonly JsonObject[]>;
  resourceTemplates(client: FrontClient): Promise<readonly JsonObject[]>;
  readResource(uri: string, at: Conversation): Promise<JsonObject | null>;
  prompts(client: FrontClient): Promise<readonly JsonObject[]>;
  getPrompt(name: string, args: JsonObject, at: Conversation): Promise<JsonObject | null>;
  /** `completion/complete`. */
  complete(params: JsonObject, at: Conversation): Promise<JsonObject | null>;
  /**
   * Watches a resource for a client, until the way out is taken; null: this desk has no such resource. Absent: nothing
   * that this desk has ever changes.
   */
  watchResource?(
    uri: string,
    client: FrontClient,
    changed: () => void,
  ): Promise<(() => void) | null>;
  /** Tells that lists have changed. Returns the way out. */
  changed(listener: (what: "tools" | "resources" | "prompts") => void): () => void;
}
