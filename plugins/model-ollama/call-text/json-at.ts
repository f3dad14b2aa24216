import type { JsonValue } from "../../../kernel/json.ts";

/** What was read, and the place after it. */
export interface Read<T> {
  readonly value: T;
  readonly end: number;
}

/** The object or array that begins at `start`, blanks before it passed over; null when there is no whole one. */
export function jsonAt(text: string, start: number): Read<JsonValue> | null {
  const begin = afterBlanks(text, start);
  if (text[begin] !== "{" && text[begin] !== "[") return null;
  const end = closing(text, begin);
  if (end === null) return null;
  try {
    return { value: JSON.parse(text.slice(begin, end)) as JsonValue, end };
  } catch {
    return null;
  }
}

export function afterBlanks(text: string, start: number): number {
  let place = start;
  while (place < text.length && /\s/.test(text[place]!)) place += 1;
  return place;
}

/** The place after the bracket that closes the one at `begin`, with an eye for strings. */
function closing(text: string, begin: number): number | null {
  let depth = 0;
  let isString = false;
  for (let place = begin; place < text.length; place++) {
    const character = text[place];
    if (isString) {
      if (character === "\\") place += 1;
      else if (character === '"') isString = false;
      continue;
    }
    if (character === '"') isString = true;
    if (character === "{" || character === "[") depth += 1;
    if (character !== "}" && character !== "]") continue;
    depth -= 1;
    if (depth === 0) return place + 1;
  }
  return null;
}
