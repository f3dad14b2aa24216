import type { JsonObject } from "../../../kernel/json.ts";

/** Characters of a result that an event carries itself. */
const MOST = 64 * 1024;
const SHOWN = 2000;

/** What stands in an event for a result that is too large for it; null: it fits. */
export function capped(text: string): JsonObject | null {
  if (text.length <= MOST) return null;
  const head = text.slice(0, SHOWN);
  return { code: "capped", characters: text.length, head, tail: text.slice(-SHOWN) };
}
