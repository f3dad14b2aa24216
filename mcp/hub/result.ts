import { isObject } from "../../kernel/json.ts";
import type { JsonObject, JsonValue } from "../../kernel/json.ts";
import type { ToolResult } from "../../kernel/ports/tools.ts";

/** A call that could not be made or finished, in the form in which a tool reports its own errors. */
export function failedResult(text: string): ToolResult {
  return { ok: false, view: { text, content: [] }, hosts: [] };
}

/** Reads the answer to `tools/call`. Both transports deliver parsed JSON, so that every part of it is JSON. */
export function toToolResult(answer: unknown, tool: string): ToolResult {
  if (!isObject(answer)) return notAResult(tool, "it is not an object");
  const content = answer["content"] ?? [];
  if (!Array.isArray(content)) return notAResult(tool, "its field content is not a list");
  const structured = answer["structuredContent"];
  return {
    ok: answer["isError"] !== true,
    view: structured === undefined ? { text: textOf(content), content } : structured,
    hosts: hostsOf(answer["_meta"]),
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

function hostsOf(meta: JsonValue | undefined): readonly string[] {
  const hosts = isObject(meta) ? (meta as JsonObject)["dev.glassbox/hosts"] : undefined;
  if (!Array.isArray(hosts)) return [];
  return hosts.filter((host) => typeof host === "string");
}

function notAResult(tool: string, why: string): ToolResult {
  return failedResult(
    `"${tool}" answered with something that is no tool result: ${why}. Report this to the server's author.`,
  );
}
