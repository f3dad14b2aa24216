import type { JsonObject } from "../../../kernel/json.ts";

/** W3C trace context: of the caller where it sent one, else the beginning of a trace of its own. */
export function traced(meta: JsonObject): JsonObject {
  if (typeof meta["traceparent"] === "string") return meta;
  return { ...meta, traceparent: `00-${randomHex(16)}-${randomHex(8)}-01` };
}

function randomHex(bytes: number): string {
  return crypto.getRandomValues(new Uint8Array(bytes)).toHex();
}
