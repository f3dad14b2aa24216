import type { JsonObject } from "../../../kernel/json.ts";
import type { Caller } from "../caller.ts";

/** For whom and how a request goes to a server. */
export interface RequestAbout {
  readonly caller: Caller | undefined;
  readonly signal: AbortSignal;
  /** `final`: what the server asks with `input_required` is answered on the way, also for a modern caller. */
  readonly answer: "as-sent" | "final";
}

/** How a server is spoken to in its era. */
export interface Session {
  request(method: string, params: JsonObject, about: RequestAbout): Promise<JsonObject>;
  /** Asks for a sign of life. */
  ping(signal: AbortSignal): Promise<void>;
  /** A request of the hub for itself. */
  own(method: string, params: JsonObject, signal: AbortSignal): Promise<JsonObject>;
  /** The least severe log message that this caller has asked for; undefined: it has asked for none. */
  logLevelOf(caller: Caller): string | undefined;
  /** The caller is gone: what it wanted to be told counts no more. */
  forget(caller: string): void;
}
