import type { ToolCall } from "../../kernel/ports/tools.ts";
import { joinName } from "./spec.ts";

const invalidParams = -32602;
const namedTools = 20;

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function sentence(text: string): string {
  return /[.!?]\s*$/.test(text) ? text.trimEnd() : `${text}.`;
}

/** Why a server is not there, from what was thrown while it started. */
export function explainStart(server: string, error: unknown): string {
  return `The server "${server}" could not start: ${sentence(messageOf(error))}`;
}

/** Why a server that was there is gone. */
export function explainEnd(server: string, ended = "closed its connection"): string {
  return `The server "${server}" ${ended}. Its next use starts it again.`;
}

/** Why a call was abandoned here. */
export function explainAbort(call: ToolCall): string {
  const { reason } = call.signal;
  const tool = joinName(call.server, call.name);
  if (reason instanceof DOMException && reason.name === "TimeoutError") {
    return `"${tool}" was abandoned: its deadline passed. Give it more time or less to do.`;
  }
  return `"${tool}" was cancelled before it answered.`;
}

/** Why a call that reached the server has no result. */
export function explainCall(call: ToolCall, error: unknown, ended: string | undefined): string {
  if (call.signal.aborted) return explainAbort(call);
  const tool = joinName(call.server, call.name);
  if (ended !== undefined) {
    return `The server "${call.server}" ${ended} during "${tool}"; whether the call took effect is not known. The next call starts the server again.`;
  }
  const mend =
    error instanceof Error && "code" in error && error.code === invalidParams
      ? ` Compare the arguments with its schema: glassbox tools show ${tool}`
      : "";
  return `"${tool}" failed: ${sentence(messageOf(error))}${mend}`;
}

/** A call to a tool that the server does not have. */
export function explainUnknownTool(call: ToolCall, offered: readonly string[]): string {
  const more = offered.length > namedTools ? ` and ${offered.length - namedTools} more` : "";
  const names = offered.length === 0 ? "no tool at all" : offered.slice(0, namedTools).join(", ");
  return `The server "${call.server}" has no tool "${call.name}". It offers ${names}${more}.`;
}
