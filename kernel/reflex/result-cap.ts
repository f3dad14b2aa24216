import type { JsonObject, JsonValue } from "../json.ts";

/** Characters of a result that an event carries itself. */
const MOST = 64 * 1024;
const SHOWN = 2000;

/** What stands in an event for a result that is too large for it; null: it fits. */
export function capped(text: string): JsonObject | null {
  if (text.length <= MOST) return null;
  const head = text.slice(0, SHOWN);
  return { code: "capped", characters: text.length, head, tail: text.slice(-SHOWN) };
}

/** A result as the tool gave it: `whole` names the blob that holds a large one. */
export function resultIn(
  { view, value, whole }: JsonObject,
  blob: (hash: string) => Uint8Array | null,
): JsonValue {
  const bytes = typeof whole === "string" ? blob(whole) : null;
  return bytes ? (JSON.parse(Buffer.from(bytes).toString()) as JsonValue) : (view ?? value ?? null);
}
