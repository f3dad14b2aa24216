import type { JsonObject, JsonValue } from "../../../kernel/json.ts";
import { afterBlanks, type Read } from "./json-at.ts";
import type { WrittenCall } from "./written-call.ts";

/** Deeper than any argument is meant to be, and far from the end of the stack. */
const DEEPEST = 32;

/** One call `name(key=value, …)` as Python writes it. An argument without a name is no argument: whose would it be? */
export function pythonCallAt(text: string, start: number): Read<WrittenCall> | null {
  const head = match(/[A-Za-z_][\w.-]*/y, text, afterBlanks(text, start));
  if (!head || text[head.end] !== "(") return null;
  const args = pairs(text, head.end + 1, ")", 0, (place) => {
    const key = match(/[A-Za-z_]\w*/y, text, place);
    if (!key) return null;
    const sign = afterBlanks(text, key.end);
    return text[sign] === "=" ? { value: key.value, end: sign + 1 } : null;
  });
  return args && { value: { name: head.value, args: args.value }, end: args.end };
}

/** Calls with commas or line breaks between them, in brackets or bare. */
export function pythonCallsAt(text: string, start: number): Read<readonly WrittenCall[]> | null {
  const begin = afterBlanks(text, start);
  const isList = text[begin] === "[";
  const calls: WrittenCall[] = [];
  let place = isList ? begin + 1 : begin;
  for (;;) {
    const call = pythonCallAt(text, place);
    if (!call) break;
    calls.push(call.value);
    place = call.end;
    const next = afterBlanks(text, place);
    const isMore =
      text[next] === "," || text[next] === ";" || text.slice(place, next).includes("\n");
    if (!isMore) break;
    const after = text[next] === "," || text[next] === ";" ? next + 1 : next;
    if (!pythonCallAt(text, after)) break;
    place = after;
  }
  if (calls.length === 0) return null;
  if (!isList) return { value: calls, end: place };
  const close = afterBlanks(text, place);
  return text[close] === "]" ? { value: calls, end: close + 1 } : null;
}

const WORDS: Readonly<Record<string, JsonValue>> = {
  True: true,
  true: true,
  False: false,
  false: false,
  None: null,
  null: null,
};

function valueAt(text: string, start: number, depth: number): Read<JsonValue> | null {
  if (depth > DEEPEST) return null;
  const begin = afterBlanks(text, start);
  const character = text[begin];
  if (character === '"' || character === "'") return stringAt(text, begin, character);
  if (character === "[" || character === "(") return listAt(text, begin, depth);
  if (character === "{") {
    return pairs(text, begin + 1, "}", depth, (place) => {
      const quote = text[place];
      const key = quote === '"' || quote === "'" ? stringAt(text, place, quote) : null;
      if (!key) return null;
      const sign = afterBlanks(text, key.end);
      return text[sign] === ":" ? { value: key.value, end: sign + 1 } : null;
    });
  }
  const number = match(/-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])/y, text, begin);
  if (number) return { value: Number(number.value), end: number.end };
  const word = match(/[A-Za-z]+(?!\w)/y, text, begin);
  if (!word || !Object.hasOwn(WORDS, word.value)) return null;
  return { value: WORDS[word.value]!, end: word.end };
}

function listAt(text: string, begin: number, depth: number): Read<JsonValue> | null {
  const close = text[begin] === "[" ? "]" : ")";
  const items: JsonValue[] = [];
  let place = afterBlanks(text, begin + 1);
  while (text[place] !== close) {
    const item = valueAt(text, place, depth + 1);
    if (!item) return null;
    items.push(item.value);
    const next = afterComma(text, item.end, close);
    if (next === null) return null;
    place = next;
  }
  return { value: items, end: place + 1 };
}

function pairs(
  text: string,
  start: number,
  close: string,
  depth: number,
  keyAt: (place: number) => Read<string> | null,
): Read<JsonObject> | null {
  const found: [string, JsonValue][] = [];
  let place = afterBlanks(text, start);
  while (text[place] !== close) {
    const key = keyAt(place);
    const value = key && valueAt(text, key.end, depth + 1);
    if (!value) return null;
    found.push([key.value, value.value]);
    const next = afterComma(text, value.end, close);
    if (next === null) return null;
    place = next;
  }
  return { value: Object.fromEntries(found), end: place + 1 };
}

/** The next item, or the closing bracket itself; null when there is neither. */
function afterComma(text: string, end: number, close: string): number | null {
  const place = afterBlanks(text, end);
  if (text[place] === close) return place;
  return text[place] === "," ? afterBlanks(text, place + 1) : null;
}

const ESCAPES: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r" };

function stringAt(text: string, begin: number, quote: string): Read<string> | null {
  const fence = text.startsWith(quote.repeat(3), begin) ? quote.repeat(3) : quote;
  let value = "";
  for (let place = begin + fence.length; place < text.length; place++) {
    if (text.startsWith(fence, place)) return { value, end: place + fence.length };
    if (text[place] !== "\\") {
      value += text[place];
      continue;
    }
    place += 1;
    const code = match(/u([0-9a-fA-F]{4})/y, text, place);
    if (code) {
      value += String.fromCharCode(Number.parseInt(code.value.slice(1), 16));
      place = code.end - 1;
    } else if (place < text.length) value += ESCAPES[text[place]!] ?? text[place];
  }
  return null;
}

function match(pattern: RegExp, text: string, place: number): Read<string> | null {
  const sticky = new RegExp(pattern.source, "y");
  sticky.lastIndex = place;
  const found = sticky.exec(text);
  return found && { value: found[0], end: place + found[0].length };
}
