export type JsonPrimitive = string | number | boolean | null;
export type JsonValue = JsonPrimitive | readonly JsonValue[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: JsonValue;
}
/** JSON Schema 2020-12. */
export type JsonSchema = JsonObject | boolean;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Nothing in it needs an escape. */
const PLAIN = /^[ !#-[\]-~]*$/;

/** RFC 8785: members sorted by UTF-16 code units, no white space, numbers and strings as ECMAScript writes them. */
export function canonicalize(value: JsonValue): string {
  if (typeof value === "string" && PLAIN.test(value)) return `"${value}"`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonicalize).join(",")}]`;
  const object = value as JsonObject;
  let text = "";
  for (const key of Object.keys(object).sort()) {
    const member = object[key];
    if (member === undefined) continue;
    text += `${text && ","}${PLAIN.test(key) ? `"${key}"` : JSON.stringify(key)}:${canonicalize(member)}`;
  }
  return `{${text}}`;
}

export function sha256(text: string | Uint8Array): string {
  return new Bun.CryptoHasher("sha256").update(text).digest("hex");
}

/** What a tool's answer says in words. */
export function textIn(view: JsonValue): string {
  const text = isObject(view) ? (view["text"] ?? view["message"] ?? view["error"]) : view;
  return typeof text === "string" ? text.slice(0, 500) : "the tool reported an error";
}
