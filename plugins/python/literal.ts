import { isObject, type JsonObject, type JsonValue } from "../../kernel/json.ts";

/** Bytes of a text above which a plan only names it: plans stand in the state of a run, and the state is small. */
export const INLINE = 8192;

/** Keeps bytes for good and answers their SHA-256. */
export type Keep = (bytes: Uint8Array) => string;

/**
 * Arguments as a plan has them: a text with a dollar in front gets a second one and refers to nothing, and a long one is
 * kept beside the ledger and named by its hash. The same arguments always become the same.
 */
export function literals(args: JsonObject, keep: Keep): JsonObject {
  return Object.fromEntries(
    Object.entries(args).map(([name, value]) => [name, literal(value, keep)]),
  );
}

function literal(value: JsonValue, keep: Keep): JsonValue {
  if (typeof value === "string") return textOf(value, keep);
  if (Array.isArray(value)) return value.map((one: JsonValue) => literal(one, keep));
  return isObject(value) ? literals(value, keep) : value;
}

function textOf(text: string, keep: Keep): string {
  // Half of a pair of characters has no bytes of its own.
  if (text.length > INLINE && text.isWellFormed()) return `$text_${keep(Buffer.from(text))}`;
  return text.startsWith("$") ? `$${text}` : text;
}
