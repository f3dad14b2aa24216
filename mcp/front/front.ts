import type { JsonObject } from "../../kernel/json.ts";
import type { Conversation, Principal } from "./desk.ts";

/** A line of JSON-RPC in each direction, whatever carries it. */
export interface LineStream {
  /** Lines without their end; the iteration ends with the stream. */
  readonly lines: AsyncIterable<string>;
  /** Adds the line's end. Resolves when the other side may have more. */
  write(line: string): Promise<void> | void;
  close(): void;
}

/** We as an MCP server, in both eras. Provided by plugins/front as `front`, named `mcp`. */
export interface Front {
  /** One HTTP request to the MCP endpoint. The carrier has checked who it is. */
  fetch(request: Request, principal: Principal): Promise<Response>;
  /** Serves one stream until it ends. */
  stream(stream: LineStream, principal: Principal): Promise<void>;
  /** Sessions, streams and parked calls that are open: a kernel with any is needed. */
  open(): number;
  close(): Promise<void>;
}

/** The tasks of the tasks extension; runs are those of ours. Null: there is none of this id, or none for this client. */
export interface Tasks {
  /** A `DetailedTask` of the extension: `taskId`, `status`, `createdAt`, `lastUpdatedAt`, `ttlMs`, and what its status adds. */
  get(id: string, at: Conversation): Promise<JsonObject | null>;
  /** Takes `inputResponses`; the client is answered nothing but that they came. */
  update(id: string, params: JsonObject, at: Conversation): Promise<JsonObject | null>;
  cancel(id: string, at: Conversation): Promise<JsonObject | null>;
}
