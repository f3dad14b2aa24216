import { LOG_LEVELS } from "../log-levels.ts";

/** Of the stateless era; requests of it name the revision in their `_meta`. */
export const MODERN_VERSIONS = ["2026-07-28"] as const;
/** Of the era with sessions, newest first. */
export const LEGACY_VERSIONS = ["2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"] as const;

/** Keys of `_meta` that the protocol reserves. */
export const metaKey = {
  version: "io.modelcontextprotocol/protocolVersion",
  client: "io.modelcontextprotocol/clientInfo",
  capabilities: "io.modelcontextprotocol/clientCapabilities",
  server: "io.modelcontextprotocol/serverInfo",
  logLevel: "io.modelcontextprotocol/logLevel",
  subscription: "io.modelcontextprotocol/subscriptionId",
  progress: "progressToken",
} as const;

export const TASKS_EXTENSION = "io.modelcontextprotocol/tasks";

export const errorCode = {
  parse: -32700,
  invalidRequest: -32600,
  methodNotFound: -32601,
  invalidParams: -32602,
  internal: -32603,
  server: -32000,
  /** Until 2025-11-25; from 2026-07-28 on such a request has invalid params. */
  resourceNotFound: -32002,
  headerMismatch: -32020,
  missingCapability: -32021,
  unsupportedVersion: -32022,
} as const;

export type LogLevel = (typeof LOG_LEVELS)[number];

export function isLogLevel(value: unknown): value is LogLevel {
  return LOG_LEVELS.some((level) => level === value);
}

/** Whether a client that has asked for `wanted` and worse is told a message of this level. */
export function isSevereEnough(level: unknown, wanted: LogLevel): boolean {
  return !isLogLevel(level) || LOG_LEVELS.indexOf(level) >= LOG_LEVELS.indexOf(wanted);
}
