import { z } from "zod";
import { isObject } from "../../kernel/json.ts";
import type { JsonObject } from "../../kernel/json.ts";
import { RequestFault } from "../fault.ts";
import { metaOf } from "./message.ts";
import { errorCode, isLogLevel, metaKey, MODERN_VERSIONS } from "./protocol.ts";
import type { LogLevel } from "./protocol.ts";

/** What every request of the modern era says of its client. */
export interface Envelope {
  /** `name version`. */
  readonly name: string;
  readonly capabilities: JsonObject;
  /** Null: no log messages. */
  readonly logLevel: LogLevel | null;
  /** Null: no word of progress. */
  readonly progressToken: string | number | null;
}

const implementation = z.looseObject({ name: z.string(), version: z.string() });
const object = z.custom<JsonObject>(isObject, "must be an object");

const envelope = z.looseObject({
  [metaKey.version]: z.string("must be a protocol version"),
  [metaKey.capabilities]: object,
  [metaKey.client]: implementation.optional(),
  [metaKey.progress]: z.union([z.string(), z.number()]).optional(),
});

/** The revision that a request names; undefined: it is one of the era with sessions. */
export function versionIn(params: JsonObject): unknown {
  return metaOf(params)[metaKey.version];
}

/** The client's name in a request that may be anything; "": it says none. */
export function nameIn(params: JsonObject): string {
  const client = metaOf(params)[metaKey.client];
  if (!isObject(client)) return "";
  const { name, version } = client;
  return typeof name === "string" ? nameOf({ name, version: String(version ?? "") }) : "";
}

/** Throws a `RequestFault` that names the key. */
export function readEnvelope(params: JsonObject): Envelope {
  const meta = metaOf(params);
  const read = envelope.safeParse(meta);
  if (!read.success) {
    const issue = read.error.issues[0];
    const key = issue?.path.map(String).join(".") || "_meta";
    const message = `Invalid _meta of a request of ${MODERN_VERSIONS[0]}: ${key}: ${issue?.message ?? "is not valid"}`;
    throw new RequestFault(errorCode.invalidParams, message, { key });
  }
  const version = read.data[metaKey.version];
  if (!MODERN_VERSIONS.some((each) => each === version)) throw unsupported(version);
  const client = read.data[metaKey.client];
  const level = meta[metaKey.logLevel];
  return {
    name: client === undefined ? "" : nameOf(client),
    capabilities: read.data[metaKey.capabilities],
    logLevel: isLogLevel(level) ? level : null,
    progressToken: read.data[metaKey.progress] ?? null,
  };
}

export function unsupported(requested: string): RequestFault {
  const message = `Unsupported protocol version: ${requested}. Supported: ${MODERN_VERSIONS.join(", ")}, or initialize for an older one.`;
  const data = { supported: [...MODERN_VERSIONS], requested };
  return new RequestFault(errorCode.unsupportedVersion, message, data);
}

/** For people and for the record: long enough for any honest name, and nothing in it that a terminal would obey. */
export function nameOf(client: { readonly name: string; readonly version: string }): string {
  return `${client.name} ${client.version}`
    .replaceAll(/\p{Cc}/gu, "")
    .trim()
    .slice(0, 100);
}
