import { isObject, type JsonObject, type JsonValue } from "../../../kernel/json.ts";

/** Braces that are tried as a beginning: what holds more of them is no answer. */
const MOST_BRACES = 200;

/** The first JSON object in what a model said: alone, in a code fence, or after the name of a tool. */
export function objectIn(text: string): JsonObject | null {
  const whole = parsed(text.trim());
  if (whole) return whole;
  let start = text.indexOf("{");
  for (let tried = 0; start >= 0 && tried < MOST_BRACES; tried++) {
    const end = endOfObject(text, start);
    const found = end < 0 ? null : parsed(text.slice(start, end));
    if (found) return found;
    start = text.indexOf("{", start + 1);
  }
  return null;
}

function parsed(text: string): JsonObject | null {
  try {
    const value = JSON.parse(text) as JsonValue;
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

/** After the brace that closes the one at `start`, strings passed over; -1 when it never closes. */
function endOfObject(text: string, start: number): number {
  let depth = 0;
  let isString = false;
  for (let index = start; index < text.length; index++) {
    const sign = text[index]!;
    if (isString && sign === "\\") index += 1;
    else if (sign === '"') isString = !isString;
    else if (!isString && sign === "{") depth += 1;
    else if (!isString && sign === "}" && --depth === 0) return index + 1;
  }
  return -1;
}
