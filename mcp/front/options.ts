import type { JsonObject } from "../../kernel/json.ts";
import type { ToolDefinition } from "../../kernel/ports/tools.ts";
import type { PassedRequest } from "../hub/caller.ts";
import type { Manifest } from "../hub/manifest.ts";
import type { WireRecorder } from "../wire/recorder.ts";
import type { Conversation, Desk, FrontClient, Principal } from "./desk.ts";
import type { Tasks } from "./front.ts";

export interface FrontOptions {
  /** Ours, as clients are told it. */
  readonly version: string;
  /** In a row: the first that knows a name answers. */
  readonly desks: readonly Desk[];
  /** What a client is told about us when it comes; absent or "": nothing. */
  instructions?(principal: Principal): string;
  /** Read for every message. */
  recorder?(): WireRecorder | undefined;
  /** Absent: the tasks extension is not declared. */
  readonly tasks?: Tasks;
  /** Told once, when a client is gone for good: its session or stream has ended. For `hub.release`. */
  gone?(caller: string): void;
  /** How long a question to a modern client waits for its retry; default 600. */
  readonly parkedSeconds?: number;
  /** After so long without a request or a stream an HTTP session has ended; default half an hour. */
  readonly sessionIdleMs?: number;
}

/** What the servers' desk needs of the hub. */
export interface ServersBehind {
  list(dir: string): Promise<readonly ToolDefinition[]>;
  manifests(dir: string): Promise<readonly Manifest[]>;
  request(passed: PassedRequest): Promise<JsonObject>;
  notifications(listener: (server: string, method: string, params: JsonObject) => void): () => void;
}

export interface ServerDeskOptions {
  readonly hub: ServersBehind;
  /** False: the tool is neither listed for this client nor called by it. Read on every use. */
  offers?(tool: ToolDefinition, client: FrontClient): boolean;
  /** Names of ours, which no tool or prompt of a server is shown by. */
  reserved?(name: string): boolean;
  /** When a server's name stands before the names of its tools and prompts. Read on every use. */
  prefix(): "always" | "collision";
  /** Makes a call that is no read: with policy, approval and its effect on record. Answers a `CallToolResult`. */
  perform(tool: ToolDefinition, args: JsonObject, at: Conversation): Promise<JsonObject>;
  /** What a server returns to a client passes here on its way; absent: as it came. */
  guard?(result: JsonObject, server: string): JsonObject;
}
