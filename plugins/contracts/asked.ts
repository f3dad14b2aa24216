import type { JsonObject } from "../../kernel/json.ts";

/** Answers what a server of ours asks below an extension that it is served. Provided as `asked`, by the server's name. */
export interface Asked {
  /** Throws a `RequestFault` for what is not to be had. */
  answer(method: string, params: JsonObject, signal: AbortSignal): Promise<JsonObject>;
}
