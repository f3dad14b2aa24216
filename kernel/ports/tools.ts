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
  /** What it answers is believed to be what the person's own machine holds; of others every answer is tainted. */
  readonly trusted: boolean;
  /** The argument that carries the effect's id, by which the tool knows a call that it has had (`_meta["dev.glassbox/key"]`). */
  readonly key?: string;
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
  /** Hash of the definition that the call was prepared for: a tool that is another one by now is not called. */
  readonly definition?: string;
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
  /**
   * `answered` (the standard): the tool has spoken. `unsent`: the call has not left. `unknown`: it has left, and nobody
   * can say what came of it.
   */
  readonly fate?: "answered" | "unsent" | "unknown";
  /** Why it is not ok, for programs: `result_too_large`, `deadline`, `server_gone`, `schema_drift`, … */
  readonly code?: string;
  /** The same call would be answered the same (`_meta["dev.glassbox/final"]`): it is not made again. */
  readonly final?: boolean;
  /** The answer comes later, and this read of the same server has it (`_meta["dev.glassbox/handle"]`). */
  readonly handle?: ToolHandle;
}

/** A task that goes on after its call was answered. */
export interface ToolHandle {
  /** Name of a read tool of the same server. */
  readonly tool: string;
  readonly args: JsonObject;
  /** What its answer looks like once the task is over. */
  readonly done: JsonSchema;
}

/** The only way to the outside world. A call never rejects: a broken server is a result that is not ok. */
export interface Tools {
  /** The tools offered to a run in `dir`; starts what must be started to know them. */
  list(dir: string): Promise<readonly ToolDefinition[]>;
  call(call: ToolCall): Promise<ToolResult>;
}
