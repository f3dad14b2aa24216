import type { JsonObject, JsonValue } from "./json.ts";

/** A result as the tool gave it: `whole` names the blob that holds a large one. */
export function resultIn(
  { view, value, whole }: JsonObject,
  blob: (hash: string) => Uint8Array | null,
): JsonValue {
  const bytes = typeof whole === "string" ? blob(whole) : null;
  return bytes ? (JSON.parse(Buffer.from(bytes).toString()) as JsonValue) : (view ?? value ?? null);
}
