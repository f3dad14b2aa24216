import type { JsonObject } from "../../../kernel/json.ts";
import type { SealedEvent } from "../../../kernel/ledger/index.ts";
import type { TracedEvent } from "../otlp/model.ts";

/** An event as it was written, for a projection: nothing is lifted to newer versions. */
export function tracedOf(event: SealedEvent): TracedEvent {
  const { payload } = event;
  return { ...event, data: payload === null ? null : (JSON.parse(payload) as JsonObject) };
}
