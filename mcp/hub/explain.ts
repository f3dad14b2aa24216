import type { ToolCall } from "../../kernel/ports/tools.ts";
import { joinName } from "./spec.ts";

/** JSON-RPC: the arguments are not what the method takes. */
export const invalidParams = -32602;
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
  if (reason instanceof Error && reason.name === "TimeoutError") {
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

/** A call that was made for another definition of the tool than the server offers now. */
export function explainDrift(call: ToolCall): string {
  const tool = joinName(call.server, call.name);
  return `"${tool}" was not called: the server has changed it since the call was planned. Look at it: glassbox tools show ${tool}`;
}

/** A server that failed so often that it is left alone for a while. `waitMs` is what is left of that. */
export function explainOpenCircuit(server: string, failures: number, waitMs: number): string {
  const wait =
    waitMs > 0 ? `in ${Math.ceil(waitMs / 1000)} s` : "as soon as the call that tries it has ended";
  return `The server "${server}" failed ${failures} times in a row and is left alone: it is tried again ${wait}. What it said: glassbox mcp ls`;
}

/** A server that has no tool for this run. */
export function explainNotOffered(call: ToolCall): string {
  return `The server "${call.server}" offers nothing to a run in ${call.dir}.`;
}
