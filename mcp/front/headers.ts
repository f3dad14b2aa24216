import type { JsonObject } from "../../kernel/json.ts";
import { RequestFault } from "../fault.ts";
import type { Request as RpcRequest } from "./message.ts";
import { errorCode } from "./protocol.ts";
import { versionIn } from "./envelope.ts";

/** What the header `Mcp-Name` repeats of a request's params, so that what stands between can route by it. */
const named: Readonly<Record<string, string>> = {
  "tools/call": "name",
  "prompts/get": "name",
  "resources/read": "uri",
  "tasks/get": "taskId",
  "tasks/update": "taskId",
  "tasks/cancel": "taskId",
};

/** Headers of a modern request have to say what its body says. Undefined: they do. */
export function headerFault(headers: Headers, request: RpcRequest): RequestFault | undefined {
  const version = versionIn(request.params);
  return (
    compare(headers, "MCP-Protocol-Version", typeof version === "string" ? version : undefined) ??
    compare(headers, "Mcp-Method", request.method) ??
    compareName(headers, request)
  );
}

function compareName(headers: Headers, { method, params }: RpcRequest): RequestFault | undefined {
  const field = Object.hasOwn(named, method) ? named[method] : undefined;
  const value = field === undefined ? undefined : params[field];
  return typeof value === "string" ? compare(headers, "Mcp-Name", value) : undefined;
}

function compare(
  headers: Headers,
  header: string,
  body: string | undefined,
): RequestFault | undefined {
  // What the body lacks is a fault of the body.
  if (body === undefined) return undefined;
  const sent = headers.get(header);
  if (sent === null) return mismatch(header, "is missing", null, body);
  const value = decode(sent.trim());
  if (value === undefined) return mismatch(header, "is not valid base64", sent, body);
  return value === body ? undefined : mismatch(header, "does not match the body", sent, body);
}

/** Text that no header can hold comes as `=?base64?…?=`. Undefined: it cannot be read. */
function decode(value: string): string | undefined {
  if (!value.startsWith("=?base64?") || !value.endsWith("?=")) return value;
  const encoded = value.slice("=?base64?".length, -2);
  const bytes = Buffer.from(encoded, "base64");
  return bytes.toString("base64") === encoded ? bytes.toString() : undefined;
}

function mismatch(header: string, why: string, sent: string | null, body: string): RequestFault {
  const data: JsonObject = { mismatch: { header: sent ?? "(missing)", body } };
  return new RequestFault(errorCode.headerMismatch, `The header ${header} ${why}.`, data);
}
