import type { JsonObject } from "../../../kernel/json.ts";
import type { FrontClient } from "../desk.ts";

/**
 * A client as servers see it through a tool of ours: what a server of either era asks is answered while the call waits,
 * since a retry of the client comes to our tool and not to the server's.
 */
export function askingCaller(client: FrontClient): FrontClient {
  return { ...client, era: "legacy" };
}

const PASSED = ["progressToken", "traceparent", "tracestate", "baggage"];

/** Of the client's `_meta` what is about this call, without what is about its connection to us. */
export function passedMeta(meta: JsonObject): JsonObject {
  const kept = PASSED.flatMap((name) => (name in meta ? [[name, meta[name]!] as const] : []));
  return Object.fromEntries(kept);
}
