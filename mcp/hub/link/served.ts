import type { JsonObject } from "../../../kernel/json.ts";

/** What a server of ours may ask of us besides MCP itself. */
export interface Served {
  /** Names of extensions, such as `dev.glassbox/tools`; a method of one begins with its name and `/`. */
  readonly extensions: readonly string[];
  ask(method: string, params: JsonObject, signal: AbortSignal): Promise<JsonObject>;
}

export function isServed(served: Served | undefined, method: string): served is Served {
  return served?.extensions.some((name) => method.startsWith(`${name}/`)) ?? false;
}

/** The client's capabilities with the extensions; servers of older SDKs find them only among the experimental ones. */
export function withServed(capabilities: JsonObject, served: Served | undefined): JsonObject {
  if (!served || served.extensions.length === 0) return capabilities;
  const named = Object.fromEntries(served.extensions.map((name) => [name, {}]));
  return { ...capabilities, extensions: named, experimental: named };
}
