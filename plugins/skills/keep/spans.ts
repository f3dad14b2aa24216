import { parseDay } from "../dates.ts";

/** A stretch of the goal's text: UTF-16 units, the end is not part of it. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

const WORD = /[\p{L}\p{N}_]/u;
/** Words of a day at most: `20th of November, 2026`. */
const LONGEST_DAY = 4;
const QUOTES: Readonly<Record<string, string>> = {
  '"': '"',
  "'": "'",
  "“": "”",
  "‘": "’",
  "«": "»",
};

/** Where a value stands in a goal by itself: not in the middle of a word. */
export function placesOf(value: string | number, goal: string, at: number): Span[] {
  if (typeof value === "number") return numberPlaces(value, goal);
  const verbatim = textPlaces(value, goal);
  return verbatim.length > 0 ? verbatim : dayPlaces(value, goal, at);
}

function textPlaces(text: string, goal: string): Span[] {
  const places: Span[] = [];
  if (text.trim() !== text || text === "") return places;
  for (let start = goal.indexOf(text); start >= 0; start = goal.indexOf(text, start + 1)) {
    const span = { start, end: start + text.length };
    if (standsAlone(span, goal)) places.push(span);
  }
  return places;
}

/** Neither end cuts a word in two. */
export function standsAlone({ start, end }: Span, text: string): boolean {
  const isWord = (index: number) => WORD.test(text[index] ?? "");
  return !(isWord(start - 1) && isWord(start)) && !(isWord(end - 1) && isWord(end));
}

function numberPlaces(value: number, goal: string): Span[] {
  return [...goal.matchAll(/[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?/gi)]
    .map((found) => ({ start: found.index, end: found.index + found[0].length, text: found[0] }))
    .filter((span) => Number(span.text) === value && standsAlone(span, goal))
    .map(({ start, end }) => ({ start, end }));
}

/** A day that the goal says in words: `20 November 2026`, `yesterday`. */
function dayPlaces(value: string, goal: string, at: number): Span[] {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(value)) return [];
  const words = [...goal.matchAll(/\S+/g)].map(({ 0: word, index }) => ({
    start: index,
    end: index + word.replace(/[?!.,;:]+$/, "").length,
  }));
  for (let count = LONGEST_DAY; count > 0; count--) {
    const spans = words.flatMap(({ start }, index) => {
      const last = words[index + count - 1];
      if (!last || parseDay(goal.slice(start, last.end), at) !== value) return [];
      return [{ start, end: last.end }];
    });
    if (spans.length > 0) return spans;
  }
  return [];
}

export function overlap(a: Span, b: Span): boolean {
  return a.start < b.end && b.start < a.end;
}

/** The span with the quotes around it, if there are. */
export function withQuotes(span: Span, goal: string): Span {
  const closing = QUOTES[goal[span.start - 1] ?? ""];
  const isQuoted = closing !== undefined && goal[span.end] === closing;
  return isQuoted ? { start: span.start - 1, end: span.end + 1 } : span;
}
