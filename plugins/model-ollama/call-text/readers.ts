import type { OfferedTool } from "../tools.ts";
import { afterBlanks, jsonAt, type Read } from "./json-at.ts";
import { pythonCallsAt } from "./python.ts";
import { callOfTexts, callsInJson, type WrittenCall } from "./written-call.ts";

type Calls = Read<readonly WrittenCall[]> | null;

interface Place {
  readonly text: string;
  /** After the opening. */
  readonly start: number;
  readonly opening: RegExpExecArray;
  readonly tools: readonly OfferedTool[];
}

/** Reads the calls after an opening; null when there are none. */
export type Reader = (place: Place) => Calls;

export const json = ({ text, start }: Place): Calls => {
  const read = jsonAt(text, start);
  const calls = read && callsInJson(read.value);
  return calls && { value: calls, end: read.end };
};

/** The name stands before its arguments. */
export const named = ({ text, start, opening }: Place): Calls => {
  const name = opening[1] ?? "";
  const read = jsonAt(text, start);
  const calls = read && callsInJson({ name, arguments: read.value });
  return calls && { value: calls, end: read.end };
};

export const python = ({ text, start }: Place): Calls => pythonCallsAt(text, start);

/** JSON objects one after the other, with `;`, `,` or a line break between them. */
export const jsonRow = (place: Place): Calls => {
  const calls: WrittenCall[] = [];
  let end = place.start;
  for (;;) {
    const next = json({ ...place, start: calls.length === 0 ? end : afterMark(place.text, end) });
    if (!next) break;
    calls.push(...next.value);
    end = next.end;
  }
  return calls.length === 0 ? null : { value: calls, end };
};

const afterMark = (text: string, end: number): number => {
  const place = afterBlanks(text, end);
  return text[place] === ";" || text[place] === "," ? place + 1 : place;
};

/** Arguments as pairs of tags, up to the closing tag of the call. */
export const tagged =
  (pair: RegExp, end: RegExp) =>
  ({ text, start, opening, tools }: Place): Calls => {
    const closing = new RegExp(end.source, "g");
    closing.lastIndex = start;
    const found = closing.exec(text);
    if (!found) return null;
    const body = text.slice(start, found.index);
    const pairs = [...body.matchAll(pair)].map(
      ([, key = "", value = ""]) => [key.trim(), value] as const,
    );
    // What is no pair would be an argument lost.
    if (body.replaceAll(pair, "").trim() !== "") return null;
    const call = callOfTexts(opening[1] ?? "", pairs, tools);
    return { value: [call], end: found.index + found[0].length };
  };
