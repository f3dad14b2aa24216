import type { OfferedTool } from "../tools.ts";
import { FAMILIES, type Family } from "./families.ts";
import type { WrittenCall } from "./written-call.ts";

/** An answer with more openings than this is no answer: the rest is text. */
const MOST_CALLS = 64;

export interface CallsInText {
  readonly calls: readonly WrittenCall[];
  /** Without the calls. */
  readonly text: string;
}

/**
 * The calls that a model wrote into its text, in the way of its family. Only a call to an offered tool counts, with the
 * values that stand there; a text without one stays as it is, to the letter.
 */
export function callsInText(text: string, tools: readonly OfferedTool[]): CallsInText {
  if (tools.length === 0) return { calls: [], text };
  const names = new Set(tools.map(({ name }) => name));
  const spoken = withoutThoughts(text);
  for (const family of FAMILIES) {
    const found = readFamily(family, spoken, tools, names);
    if (found.length === 0) continue;
    return { calls: found.flatMap(({ calls }) => calls), text: cut(text, found) };
  }
  return { calls: [], text };
}

/** All that families begin a call with; the words may still be growing at the end of what has come so far. */
const OPENING =
  /[<[{`]|functools|Action:|\b(?:f|fu|fun|func|funct|functo|functoo|functool|A|Ac|Act|Acti|Actio|Action)$/;

/** Where in a growing text a call may have begun: what is before it can be passed on. */
export function holdFrom(text: string): number {
  const found = OPENING.exec(text);
  return found ? found.index : text.length;
}

interface Found {
  readonly from: number;
  readonly to: number;
  readonly calls: readonly WrittenCall[];
}

function readFamily(
  { open, read, close, isWhole }: Family,
  text: string,
  tools: readonly OfferedTool[],
  names: ReadonlySet<string>,
): Found[] {
  const found: Found[] = [];
  const opening = new RegExp(open.source, open.flags);
  for (let tries = 0; tries < MOST_CALLS; tries++) {
    const match = opening.exec(text);
    if (!match) break;
    const start = match.index + match[0].length;
    const answer = read({ text, start, opening: match, tools });
    const to = answer ? endOf(close, text, answer.end) : start;
    const calls = answer?.value.filter(({ name }) => names.has(name)) ?? [];
    if (calls.length > 0) found.push({ from: match.index, to, calls });
    opening.lastIndex = Math.max(to, match.index + 1);
  }
  const isAll = found.length === 1 && found[0]!.to === text.length;
  return isWhole && !isAll ? [] : found;
}

function endOf(close: RegExp, text: string, end: number): number {
  const closing = new RegExp(close.source, "y");
  closing.lastIndex = end;
  return end + (closing.exec(text)?.[0].length ?? 0);
}

/** A call that was only thought of is none. The length stays, so that places in the text do. */
function withoutThoughts(text: string): string {
  return text.replaceAll(/<think>[\s\S]*?(?:<\/think>|$)/g, (thought) =>
    " ".repeat(thought.length),
  );
}

function cut(text: string, found: readonly Found[]): string {
  let left = "";
  let place = 0;
  for (const { from, to } of found) {
    left += text.slice(place, from);
    place = to;
  }
  return (left + text.slice(place)).trim();
}
