import type { Endpoint } from "./endpoint.ts";
import { isEventStream } from "./media-type.ts";
import { Unsent } from "./unsent.ts";

/**
 * A server of the HTTP+SSE transport (revision 2024-11-05) refuses a POST to its address and answers a GET with a
 * stream. Throws a sentence if that is what stands behind `refusal`.
 */
export async function refuseOldTransport(
  endpoint: Endpoint,
  refusal: Response,
  signal: AbortSignal,
): Promise<void> {
  if (![400, 404, 405, 406].includes(refusal.status)) return;
  const response = await endpoint.send("GET", { Accept: "text/event-stream" }, null, signal);
  await response.body?.cancel();
  if (!response.ok || !isEventStream(response)) return;
  throw new Unsent(
    "it speaks HTTP+SSE, the transport of 2024, which is no longer spoken. Give its Streamable HTTP address, which often ends in /mcp, or a newer version of it.",
  );
}
