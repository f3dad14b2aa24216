import { canonicalize, isObject, type JsonObject, type JsonValue } from "../../../kernel/json.ts";

/**
 * Adds what stands only in `structuredContent` as a text, as the protocol recommends it: some clients show a model
 * nothing but texts. A server that says it in both ways is left as it is.
 */
export function readable(result: JsonObject): JsonObject {
  const { structuredContent: structured, content } = result;
  if (structured === undefined) return result;
  const parts: readonly JsonValue[] = Array.isArray(content) ? content : [];
  if (parts.some((part) => says(part, structured))) return result;
  return { ...result, content: [...parts, { type: "text", text: JSON.stringify(structured) }] };
}

function says(part: JsonValue, structured: JsonValue): boolean {
  if (!isObject(part) || typeof part["text"] !== "string") return false;
  const { text } = part;
  if (!/^\s*[[{"\dtfn-]/.test(text)) return false;
  try {
    return canonicalize(JSON.parse(text) as JsonValue) === canonicalize(structured);
  } catch {
    return false;
  }
}
