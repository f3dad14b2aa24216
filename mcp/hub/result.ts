import { z } from "zod";
import { isObject } from "../../kernel/json.ts";
import type { JsonObject, JsonSchema, JsonValue } from "../../kernel/json.ts";
import type { ToolHandle, ToolResult } from "../../kernel/ports/tools.ts";

/** Why a call has no result, for programs. */
export type FailureCode =
  | "tool_error" // the tool says so itself
  | "result_too_large"
  | "deadline"
  | "cancelled"
  | "server_gone" // it ended during the call
  | "server_unavailable" // it is not there, or not to be asked for now
  | "tool_gone"
  | "quarantined" // a person has to approve it first
  | "too_often"
  | "schema_drift" // the tool is another one than the call was made for
  | "bad_answer" // one that cannot be read
  | "protocol_error"; // the server refused the request

export interface Failure {
  readonly text: string;
  readonly code: FailureCode;
  readonly fate: "answered" | "unsent" | "unknown";
  readonly final?: boolean;
}

const handle = z.strictObject({
  tool: z.string().min(1),
  args: z.custom<JsonObject>(isObject),
  done: z.custom<JsonSchema>((value) => isObject(value)),
});

/** A call that could not be made or finished, in the form in which a tool reports its own errors. */
export function failedResult({ text, code, fate, final }: Failure): ToolResult {
  const view = { text, content: [] };
  return { ok: false, view, hosts: [], fate, code, ...(final && { final }) };
}

/** Reads the answer to `tools/call`. Both transports deliver parsed JSON, so that every part of it is JSON. */
export function toToolResult(answer: unknown, tool: string): ToolResult {
  if (!isObject(answer)) return notAResult(tool, "it is not an object");
  const content = answer["content"] ?? [];
  if (!Array.isArray(content)) return notAResult(tool, "its field content is not a list");
  const structured = answer["structuredContent"];
  const meta = isObject(answer["_meta"]) ? answer["_meta"] : {};
  const ok = answer["isError"] !== true;
  const task = ok ? handleOf(meta) : undefined;
  return {
    ok,
    view: structured === undefined ? { text: textOf(content), content } : structured,
    hosts: hostsOf(meta),
    ...(!ok && { code: "tool_error" }),
    ...(meta["dev.glassbox/final"] === true && { final: true }),
    ...(task && { handle: task }),
  };
}

function textOf(content: readonly JsonValue[]): string {
  const texts: string[] = [];
  for (const part of content) {
    if (isObject(part) && part["type"] === "text" && typeof part["text"] === "string") {
      texts.push(part["text"]);
    }
  }
  return texts.join("\n");
}

function hostsOf(meta: JsonObject): readonly string[] {
  const hosts = meta["dev.glassbox/hosts"];
  if (!Array.isArray(hosts)) return [];
  return hosts.filter((host) => typeof host === "string");
}

/** One that is not well formed is none: the answer is then the result. */
function handleOf(meta: JsonObject): ToolHandle | undefined {
  return handle.safeParse(meta["dev.glassbox/handle"]).data;
}

/** The tool ran, and nobody can say what came of it. */
function notAResult(tool: string, why: string): ToolResult {
  const text = `"${tool}" answered with something that is no tool result: ${why}. Report this to the server's author.`;
  return failedResult({ text, code: "bad_answer", fate: "unknown" });
}
