import type { JsonObject } from "../../kernel/json.ts";
import type { Principal } from "./desk.ts";

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

/** What a task of the tasks extension is about; runs are the tasks of ours. */
export interface Tasks {
  /** `Task` of the extension; null: there is none of this id. */
  get(id: string): Promise<JsonObject | null>;
  update(id: string, params: JsonObject): Promise<JsonObject | null>;
  cancel(id: string): Promise<JsonObject | null>;
}
