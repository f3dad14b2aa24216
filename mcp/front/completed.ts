import { isObject } from "../../kernel/json.ts";
import type { JsonObject } from "../../kernel/json.ts";
import { RequestFault } from "../fault.ts";
import type { Era } from "../hub/caller.ts";
import { errorCode, metaKey } from "./protocol.ts";

/** Results that a client may keep for a while; of ours it is told not to, for what is listed can change at any time. */
const cacheable: ReadonlySet<string> = new Set([
  "server/discover",
  "tools/list",
  "prompts/list",
  "resources/list",
  "resources/templates/list",
  "resources/read",
]);

/** A result as the client's era has it; what a server said of its own beyond that stays. */
export function completed(
  era: Era,
  method: string,
  result: JsonObject,
  server: JsonObject,
): JsonObject {
  if (era === "legacy") return forSessions(result);
  const meta = isObject(result["_meta"]) ? result["_meta"] : {};
  const resultType = result["resultType"] ?? "complete";
  const lasting = cacheable.has(method) && resultType === "complete";
  return {
    ...(lasting && { ttlMs: 0, cacheScope: "private" }),
    ...result,
    resultType,
    // We are the server that this client speaks to, whoever stands behind us.
    _meta: { ...meta, [metaKey.server]: server },
  };
}

function forSessions(result: JsonObject): JsonObject {
  const rest = without(result, "resultType");
  const meta = rest["_meta"];
  if (!isObject(meta) || meta[metaKey.server] === undefined) return rest;
  const others = without(meta, metaKey.server);
  if (Object.keys(others).length === 0) return without(rest, "_meta");
  return { ...rest, _meta: others };
}

function without(object: JsonObject, member: string): JsonObject {
  if (object[member] === undefined) return object;
  return Object.fromEntries(Object.entries(object).filter(([name]) => name !== member));
}

/** What went wrong, as the client's era says it. A bug of ours is told in the log and not to the client. */
export function faultFor(era: Era, error: unknown): RequestFault {
  if (!(error instanceof RequestFault)) return internal(error);
  const { code, message, data } = error;
  if (era === "modern" && code === errorCode.resourceNotFound) {
    return new RequestFault(errorCode.invalidParams, message, data);
  }
  return error;
}

function internal(error: unknown): RequestFault {
  if (error instanceof Error && "code" in error && typeof error.code === "string") {
    return new RequestFault(errorCode.internal, error.message);
  }
  console.error("glassbox: a request of an MCP client failed:", error);
  return new RequestFault(errorCode.internal, "Internal error; the log of the kernel has it.");
}
