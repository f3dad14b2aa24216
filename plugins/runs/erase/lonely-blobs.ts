import type { LedgerEvent } from "../../../kernel/event.ts";
import type { Ledger } from "../../../kernel/ledger/index.ts";

const HASH = /\b[0-9a-f]{64}\b/g;
/** Events between two pauses. */
const SLICE = 4000;

/**
 * Blobs that only these events name: results too large for an event, inputs, prompts. Whatever looks like a hash counts as
 * a name, so a blob that another event may mean stays.
 */
export async function lonelyBlobs(
  ledger: Pick<Ledger, "sealed" | "getBlob">,
  events: readonly LedgerEvent[],
): Promise<readonly string[]> {
  const own = new Set(events.map(({ id }) => id));
  const named = new Set<string>();
  for (const { data } of events)
    for (const [hash] of JSON.stringify(data).matchAll(HASH)) named.add(hash);
  const found = new Set([...named].filter((hash) => ledger.getBlob(hash) !== null));
  if (found.size === 0) return [];
  let seen = 0;
  for (const { id, payload } of ledger.sealed()) {
    seen += 1;
    if (seen % SLICE === 0) await new Promise((resolve) => setImmediate(resolve));
    if (payload === null || own.has(id)) continue;
    for (const [hash] of payload.matchAll(HASH)) found.delete(hash);
  }
  return [...found];
}
