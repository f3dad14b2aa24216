import { isObject, type JsonObject, type JsonValue } from "../../../kernel/json.ts";

/** Characters that count as one token, as clients estimate it. */
const CHARACTERS = 4;

/** A text that does not fit in one answer, as far as it does. */
export interface Page {
  readonly text: string;
  /** Where the next one begins; null: this was the last. */
  readonly next: number | null;
  readonly length: number;
}

export function pageOf(whole: string, from: number, tokens: number): Page {
  const full = from + tokens * CHARACTERS;
  // A page that would end within a character ends before it.
  const to = isWithinCharacter(whole, full) ? full - 1 : full;
  const next = to < whole.length ? to : null;
  return { text: whole.slice(from, to), next, length: whole.length };
}

function isWithinCharacter(text: string, at: number): boolean {
  return /^[\uD800-\uDBFF][\uDC00-\uDFFF]$/.test(text.slice(at - 1, at + 1));
}

/** A page with what is needed to ask for the next one. */
export function pageText({ text, next, length }: Page, address: string): string {
  if (next === null) return text;
  return `${text}\n\n[cut: characters up to ${next} of ${length}; the rest: show {"address": "${address}", "from": ${next}}]`;
}

/**
 * A `CallToolResult` in at most so many tokens. What is longer becomes one text with its beginning, and `keep` says
 * under which address the whole is to be had. Pictures and sounds are no text and stay as they are.
 */
export function capped(
  result: JsonObject,
  tokens: number,
  keep: (whole: string) => string,
): JsonObject {
  const parts = contentOf(result);
  const texts = parts.flatMap((part) => textOf(part) ?? []);
  const { structuredContent: structured, ...rest } = result;
  const said = structured === undefined ? "" : JSON.stringify(structured);
  const length = texts.reduce((sum, text) => sum + text.length, said.length);
  if (length <= tokens * CHARACTERS) return result;
  const whole = said === "" ? texts.join("\n") : said;
  const address = keep(whole);
  const text = pageText(pageOf(whole, 0, tokens), address);
  const others = parts.filter((part) => textOf(part) === null);
  const meta = isObject(result["_meta"]) ? result["_meta"] : {};
  return {
    ...rest,
    content: [{ type: "text", text }, ...others],
    _meta: { ...meta, "dev.glassbox/rest": address },
  };
}

function contentOf({ content }: JsonObject): readonly JsonValue[] {
  return Array.isArray(content) ? content : [];
}

/** The text of a part of a result; null: it has none. */
function textOf(part: JsonValue): string | null {
  if (!isObject(part)) return null;
  const { type, text, resource } = part;
  if (type === "text" && typeof text === "string") return text;
  const within = type === "resource" && isObject(resource) ? resource["text"] : undefined;
  return typeof within === "string" ? within : null;
}
