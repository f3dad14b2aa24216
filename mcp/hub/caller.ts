import type { JsonObject } from "../../kernel/json.ts";

/** `legacy`: up to 2025-11-25, with sessions and requests of the server. `modern`: from 2026-07-28 on, stateless. */
export type Era = "legacy" | "modern";

/** The client for whom a request goes to a server. What the server asks meanwhile is for it and for nobody else. */
export interface Caller {
  /** Of a session, or of a client without one; pools of the kind `session` are keyed by it. */
  readonly id: string;
  /** Who stands behind it: a token or a stream. What a server asks for one is never shown to another. */
  readonly principal: { readonly id: string };
  /** How it speaks to us: a modern one is handed the `input_required` of a modern server as it came. */
  readonly era: Era;
  /** `ClientCapabilities` as it declared them. */
  readonly capabilities: JsonObject;
  /** `elicitation/create`, `sampling/createMessage` or `roots/list` of a server. Rejects with a `RequestFault`. */
  ask(method: string, params: JsonObject, signal: AbortSignal): Promise<JsonObject>;
  /** `notifications/progress` (with the caller's own token), `notifications/message`. Never throws. */
  notify(method: string, params: JsonObject): void;
}

/** One request of a client for one server. Its answer comes as it was sent. */
export interface PassedRequest {
  readonly server: string;
  /** The directory of rooted servers; "" when the client has none. */
  readonly dir: string;
  readonly method: string;
  /** With the client's `_meta`: its envelope, its progress token, its `traceparent`. */
  readonly params: JsonObject;
  readonly caller: Caller;
  readonly signal: AbortSignal;
}
