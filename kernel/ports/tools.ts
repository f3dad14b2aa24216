import type { JsonObject, JsonSchema, JsonValue } from "../json.ts";
import type { ExpectationTemplate } from "../expectation.ts";

/**
 * What a call may do to the world, and so what may happen after a crash:
 * `read` repeats freely, `keyed` repeats with its key, `probe` is decided by its expectation,
 * `once` is never repeated without asking a person.
 */
export type EffectClass = "read" | "keyed" | "probe" | "once";

export interface ToolDefinition {
  readonly server: string;
  readonly name: string;
  readonly description: string;
  readonly inputSchema: JsonSchema;
  readonly outputSchema?: JsonSchema;
  /** The class decided by policy; a server's own annotations are only hints to it. */
  readonly effect: EffectClass;
  /** Expectations that the tool declares for every call of itself (`_meta["dev.glassbox/expect"]`). */
  readonly expect: readonly ExpectationTemplate[];
  /** `$args.…` references to the paths a call touches (`_meta["dev.glassbox/paths"]`). */
  readonly paths: readonly string[];
  /** `_meta` as a server that we trust sent it; of others nothing is believed. */
  readonly meta: JsonObject;
  /** SHA-256 (hex) over the canonical JSON of the definition as the server sent it. */
  readonly hash: string;
}

export interface ToolCall {
  readonly server: string;
  readonly name: string;
  readonly args: JsonObject;
  /** The run's directory: rooted servers are started once for each. Absolute and resolved. */
  readonly dir: string;
  /** Goes into the request's `_meta`. */
  readonly meta: JsonObject;
  /** Aborting cancels the request at the server and abandons it here at once. */
  readonly signal: AbortSignal;
}

export interface ToolResult {
  /** False when the tool itself reported an error (`isError`), or the call could not be made. */
  readonly ok: boolean;
  /** `structuredContent` if the tool sent it, else `{text, content}`: what references and `matches` see. */
  readonly view: JsonValue;
  /** Hosts that the tool says it has contacted (`_meta["dev.glassbox/hosts"]`). */
  readonly hosts: readonly string[];
}

/** The only way to the outside world. A call never rejects: a broken server is a result that is not ok. */
export interface Tools {
  /** The tools offered to a run in `dir`; starts what must be started to know them. */
  list(dir: string): Promise<readonly ToolDefinition[]>;
  call(call: ToolCall): Promise<ToolResult>;
}
