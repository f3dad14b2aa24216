import type { EffectClass, ToolCall, ToolDefinition } from "../../kernel/ports/tools.ts";
import { RequestFault } from "../fault.ts";
import {
  explainAbort,
  explainCall,
  explainDrift,
  explainTooBusy,
  explainUnknownTool,
  invalidParams,
} from "./explain.ts";
import type { Asked } from "./explain.ts";
import { TooBusy } from "./http/too-busy.ts";
import { Unsent } from "./http/unsent.ts";
import type { Failure } from "./result.ts";
import { Undelivered } from "./transport.ts";

const internalError = -32603;

/** Thrown for what must not or cannot leave. */
export class Refusal extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.text);
    this.failure = failure;
  }
}

/** The same for a client: what the server said itself stays as it is. */
export function toFault({ text, code, fate }: Failure): RequestFault {
  const isCallers = code === "tool_gone" || code === "quarantined";
  return new RequestFault(isCallers ? invalidParams : internalError, text, { code, fate });
}

/** The call was abandoned from here: at its deadline, or because nobody waits for it any more. */
export function abandoned(call: Asked, fate: "unsent" | "unknown"): Failure {
  const code = isDeadline(call.signal.reason) ? "deadline" : "cancelled";
  return { text: explainAbort(call), code, fate };
}

export function isDeadline(reason: unknown): boolean {
  return reason instanceof Error && reason.name === "TimeoutError";
}

/** The call has not left: there is no server for it. */
export function unavailable(text: string): Failure {
  return { text, code: "server_unavailable", fate: "unsent" };
}

/** Why this call must not be sent to a server that is ready; undefined when it may. */
export function refusalOf(
  call: ToolCall,
  tools: ReadonlyMap<string, ToolDefinition>,
): Failure | undefined {
  const tool = tools.get(call.name);
  if (tool === undefined) {
    const text = explainUnknownTool(call, [...tools.keys()]);
    return { text, code: "tool_gone", fate: "unsent", final: true };
  }
  if (call.definition === undefined || call.definition === tool.hash) return undefined;
  return { text: explainDrift(call), code: "schema_drift", fate: "unsent", final: true };
}

/** What became of a call that was sent and brought no result. */
export function failureOf(
  call: Asked,
  error: unknown,
  ended: string | undefined,
  effect: EffectClass,
): Failure {
  if (call.signal.aborted) return abandoned(call, "unknown");
  if (error instanceof Unsent) return unavailable(error.message);
  if (error instanceof TooBusy) {
    // A read that is made twice has done nothing twice.
    if (effect === "read") return unavailable(error.message);
    return { text: explainTooBusy(call, error.status), code: "server_gone", fate: "unknown" };
  }
  const text = explainCall(call, error, ended);
  const undelivered = undeliveredCode(error);
  if (undelivered === "result_too_large") {
    // What a read would have said is lost, and nothing with it; what an effect did is not known.
    const fate = effect === "read" ? "answered" : "unknown";
    return { text, code: undelivered, fate, final: true };
  }
  if (undelivered !== undefined) return { text, code: undelivered, fate: "unknown" };
  if (ended !== undefined) return { text, code: "server_gone", fate: "unknown" };
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  // A number is the server's own answer; what the SDK throws by itself has a name for a code.
  if (typeof code !== "number") return { text, code: "server_gone", fate: "unknown" };
  const final = code === invalidParams;
  return { text, code: "protocol_error", fate: "answered", final };
}

/** The server has spoken: an error of its own, with a number of its choice. */
export function isAnswer(error: unknown): boolean {
  if (!(error instanceof Error) || !("code" in error)) return false;
  return typeof error.code === "number" && undeliveredCode(error) === undefined;
}

function undeliveredCode(error: unknown): Undelivered["code"] | undefined {
  if (!(error instanceof Error) || !("data" in error)) return undefined;
  return error.data instanceof Undelivered ? error.data.code : undefined;
}
