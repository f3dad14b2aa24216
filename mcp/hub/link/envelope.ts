import { isObject } from "../../../kernel/json.ts";
import type { JsonObject, JsonValue } from "../../../kernel/json.ts";
import { MODERN } from "./revision.ts";

const protocolVersion = "io.modelcontextprotocol/protocolVersion";
const clientInfo = "io.modelcontextprotocol/clientInfo";
const clientCapabilities = "io.modelcontextprotocol/clientCapabilities";
const logLevel = "io.modelcontextprotocol/logLevel";
const subscriptionId = "io.modelcontextprotocol/subscriptionId";

/** What the other side of a connection is told that we are. */
export const ourselves = { name: "glassbox", version: "1" };

export function metaOf(params: JsonObject): JsonObject {
  const meta = params["_meta"];
  return isObject(meta) ? meta : {};
}

export function hasEnvelope(meta: JsonObject): boolean {
  return typeof meta[protocolVersion] === "string";
}

export function logLevelOf(meta: JsonObject): string | undefined {
  const level = meta[logLevel];
  return typeof level === "string" ? level : undefined;
}

/** What every request of the modern era says of its client; the keys of a client's own envelope stay as they are. */
export function enveloped(
  meta: JsonObject,
  capabilities: JsonObject,
  level: string | undefined,
): JsonObject {
  if (hasEnvelope(meta)) return { ...meta, [protocolVersion]: MODERN };
  return {
    ...meta,
    [protocolVersion]: MODERN,
    [clientInfo]: ourselves,
    [clientCapabilities]: capabilities,
    ...(level !== undefined && { [logLevel]: level }),
  };
}

/** The same meta for a server of the legacy era, which knows none of these keys. */
export function unenveloped(meta: JsonObject): JsonObject {
  if (!hasEnvelope(meta)) return meta;
  const envelope = [protocolVersion, clientInfo, clientCapabilities, logLevel];
  return without(meta, envelope);
}

/** A notification of a subscription, as it was before it was stamped with whose it is. */
export function unstamped(params: JsonObject): JsonObject {
  const meta = metaOf(params);
  if (meta[subscriptionId] === undefined) return params;
  const rest = without(meta, [subscriptionId]);
  if (Object.keys(rest).length > 0) return { ...params, _meta: rest };
  return without(params, ["_meta"]);
}

export function subscriptionOf(params: JsonObject): JsonValue | undefined {
  return metaOf(params)[subscriptionId];
}

export function without(object: JsonObject, keys: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([key]) => !keys.includes(key)));
}
