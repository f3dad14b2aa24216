import type { ToolCall } from "../../kernel/ports/tools.ts";
import { joinName } from "./spec.ts";

/** What was asked of a server: a tool by its name, or a method of MCP. */
export type Asked = Pick<ToolCall, "server" | "name" | "signal">;

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

function labelOf({ server, name }: Asked): string {
  return name.includes("/") ? `${server}: ${name}` : joinName(server, name);
}

/** Why a call was abandoned here. */
export function explainAbort(call: Asked): string {
  const { reason } = call.signal;
  const tool = labelOf(call);
  if (reason instanceof Error && reason.name === "TimeoutError") {
    return `"${tool}" was abandoned: its deadline passed. Give it more time or less to do.`;
  }
  return `"${tool}" was cancelled before it answered.`;
}

/** Why a call that reached the server has no result. */
export function explainCall(call: Asked, error: unknown, ended: string | undefined): string {
  if (call.signal.aborted) return explainAbort(call);
  const tool = labelOf(call);
  if (ended !== undefined) {
    return `The server "${call.server}" ${ended} during "${tool}"; whether the call took effect is not known. The next call starts the server again.`;
  }
  const mend =
    error instanceof Error && "code" in error && error.code === invalidParams
      ? ` Compare the arguments with its schema: glassbox tools show ${tool}`
      : "";
  return `"${tool}" failed: ${sentence(messageOf(error))}${mend}`;
}

/** A call of an effect that was turned away on its way, nobody knows how near to its end. */
export function explainTooBusy(call: Asked, status: string): string {
  return `"${labelOf(call)}" was turned away (${status}); whether the call took effect is not known, and it is not sent again.`;
}

/** A call to a tool that the server does not have. */
export function explainUnknownTool(call: Asked, offered: readonly string[]): string {
  const more = offered.length > namedTools ? ` and ${offered.length - namedTools} more` : "";
  const names = offered.length === 0 ? "no tool at all" : offered.slice(0, namedTools).join(", ");
  return `The server "${call.server}" has no tool "${call.name}". It offers ${names}${more}.`;
}

/** A call that was made for another definition of the tool than the server offers now. */
export function explainDrift(call: Asked): string {
  const tool = joinName(call.server, call.name);
  return `"${tool}" was not called: the server has changed it since the call was planned. Look at it: glassbox tools show ${tool}`;
}

/** A server that failed so often that it is left alone for a while. `waitMs` is what is left of that. */
export function explainOpenCircuit(server: string, failures: number, waitMs: number): string {
  const wait =
    waitMs > 0 ? `in ${Math.ceil(waitMs / 1000)} s` : "as soon as the call that tries it has ended";
  return `The server "${server}" failed ${failures} times in a row and is left alone: it is tried again ${wait}. What it said: glassbox mcp ls`;
}

/** A server whose calls time out one after the other, while one of them tries it. */
export function explainTimeouts(server: string, timeouts: number): string {
  return `The last ${timeouts} calls of the server "${server}" timed out; one at a time tries it, and one is under way. What it said: glassbox mcp logs ${server}`;
}

/** As many clients work with a server of which each has its own as may. */
export function explainFull(server: string, most: number): string {
  return `The server "${server}" works for ${most} clients at once, and no more: each has a process of its own (servers.${server}.pool is "session"). Try again when one of them is done, or set it to "lease".`;
}

/** A server that has work and answers nothing. */
export function explainBusy(server: string, trouble: string): string {
  return `The server "${server}" ${trouble}. It is asked again; try later, or see glassbox mcp logs ${server}`;
}

/** More calls than the configuration allows. */
export function explainTooOften(server: string, perMinute: number, waitMs: number): string {
  return `The server "${server}" may be called ${perMinute} times a minute (servers.${server}.callsPerMinute); the next call may leave in ${Math.ceil(waitMs / 1000)} s.`;
}

/** A tool, prompt or resource that nobody sees before a person has approved it. */
export function explainQuarantine(server: string, name: string, reason: string): string {
  const what = name === "" ? `The server "${server}"` : `"${name}" of the server "${server}"`;
  return `${what} is quarantined: ${sentence(reason)} A person looks at it with: glassbox mcp approve ${server} --list`;
}

/** A tool that the configuration denies. */
export function explainDenied(server: string, tool: string): string {
  return `"${joinName(server, tool)}" was not called: the configuration denies it (servers.${server}.policy).`;
}

/** A server that has no tool for this run. */
export function explainNotOffered(server: string, dir: string): string {
  const where = dir === "" ? "a client that works in no folder" : `a run in ${dir}`;
  return `The server "${server}" offers nothing to ${where}.`;
}

export function explainUnknownServer(name: string, known: readonly string[]): string {
  return `No server is called "${name}". Configured: ${known.join(", ") || "none"}. Add it: glassbox mcp add ${name} -- COMMAND`;
}
