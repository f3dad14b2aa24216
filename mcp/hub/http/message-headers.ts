import type { JSONRPCMessage } from "@modelcontextprotocol/client";
import { isObject } from "../../../kernel/json.ts";
import type { JsonObject } from "../../../kernel/json.ts";
import { fieldValue } from "./field-value.ts";

const versionKey = "io.modelcontextprotocol/protocolVersion";

/** The member of `params` that goes into `Mcp-Name`, by method. */
const named = new Map([
  ["tools/call", "name"],
  ["prompts/get", "name"],
  ["resources/read", "uri"],
  ["tasks/get", "taskId"],
  ["tasks/update", "taskId"],
  ["tasks/cancel", "taskId"],
]);

/** The revision that a message of the modern era names for itself; undefined for one of the legacy era. */
export function versionOf(message: JSONRPCMessage): string | undefined {
  const meta = paramsOf(message)["_meta"];
  const version = isObject(meta) ? meta[versionKey] : undefined;
  return typeof version === "string" ? version : undefined;
}

/** What the headers repeat of a modern message, so that nothing between needs to read its body. */
export function messageHeaders(message: JSONRPCMessage, version: string): Record<string, string> {
  if (!("method" in message)) return { "MCP-Protocol-Version": version };
  const name = paramsOf(message)[named.get(message.method) ?? ""];
  return {
    "MCP-Protocol-Version": version,
    "Mcp-Method": message.method,
    ...(typeof name === "string" && { "Mcp-Name": fieldValue(name) }),
  };
}

export function paramsOf(message: JSONRPCMessage): JsonObject {
  const params = "method" in message ? message.params : undefined;
  return isObject(params) ? (params as JsonObject) : {};
}
