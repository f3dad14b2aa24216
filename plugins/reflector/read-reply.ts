import { isObject, type JsonObject, type JsonValue } from "../../kernel/json.ts";
import type { ModelReply } from "./reflection.ts";
import { LONGEST_REASON } from "./schema.ts";

/** The JSON object that a model said, alone or in a code fence; null for anything else, and for what was cut off. */
export function objectIn({ text, isCut }: ModelReply): JsonObject | null {
  if (isCut) return null;
  const start = text.indexOf("{");
  const end = text.lastIndexOf("}");
  if (start < 0 || end < start) return null;
  try {
    const value = JSON.parse(text.slice(start, end + 1)) as JsonValue;
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

/** What a model says for itself, as one short line without signs that a terminal would obey. */
export function ownWords(value: JsonValue | undefined): string {
  if (typeof value !== "string") return "";
  const line = value.replace(/[\p{Cc}\p{Cf}\s]+/gu, " ").trim();
  return line.slice(0, LONGEST_REASON);
}
