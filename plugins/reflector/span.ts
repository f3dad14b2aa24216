/** A piece of the goal: `goal.slice(start, end)` is its text. */
export interface Span {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly words: number;
  readonly isQuoted: boolean;
}

const PIECE = /"[^"]+"|“[^”]+”|`[^`]+`|(?<![\p{L}\p{N}])'[^']+'(?![\p{L}\p{N}])|\S+/gu;
const OPENING = /^[([{<“"'`]+/u;
const CLOSING = /[)\]}>”"'`,.;:?!…]+$/u;
const LONGEST_RUN = 6;

/** Quoted runs whole, words without the punctuation around them, every run of a few of these, and every run to the end. */
export function spansOf(goal: string): Span[] {
  const pieces = piecesOf(goal);
  const spans = new Map<string, Span>();
  pieces.forEach((first, index) => {
    const ends = new Set([...pieces.slice(index, index + LONGEST_RUN), pieces.at(-1)!]);
    for (const last of ends) {
      const text = goal.slice(first.start, last.end);
      const words = text.split(/\s+/).length;
      const isQuoted = first === last && first.isQuoted;
      // A run that begins or ends within quotes is nobody's value.
      const isWhole = first === last || (text.match(/["“”`]/gu)?.length ?? 0) % 2 === 0;
      if (isWhole && !spans.has(text))
        spans.set(text, { text, start: first.start, end: last.end, words, isQuoted });
    }
  });
  return [...spans.values()];
}

function piecesOf(goal: string): Pick<Span, "start" | "end" | "isQuoted">[] {
  return [...goal.matchAll(PIECE)].flatMap((found) => {
    const raw = found[0];
    const isQuoted = raw.length > 2 && /^["“`'].*["”`']$/su.test(raw);
    const inner = isQuoted ? raw.slice(1, -1) : raw.replace(OPENING, "").replace(CLOSING, "");
    if (inner === "") return [];
    const start = found.index + (isQuoted ? 1 : raw.indexOf(inner));
    return [{ start, end: start + inner.length, isQuoted }];
  });
}

export type Shape = "url" | "email" | "date" | "number" | "path" | "word" | "phrase";

const SHAPES: readonly (readonly [Shape, RegExp])[] = [
  ["url", /^(?:[a-z][a-z0-9+.-]*:\/\/|www\.)\S+$/i],
  ["email", /^[^\s@]+@[^\s@]+\.[a-z]{2,}$/i],
  ["date", /^\d{4}-\d{2}-\d{2}(?:T\S+)?$/],
  ["number", /^[+-]?(?:\d+(?:[.,]\d+)?|\.\d+)$/],
  ["path", /^\S*\/\S*$|^[^\s:]*[^\s:.]\.[a-z][a-z0-9]{0,9}$|^~\S*$/i],
  ["word", /^\S+$/],
];

/** What a piece of text looks like, whatever it means. */
export function shapeOf(text: string): Shape {
  return SHAPES.find(([, pattern]) => pattern.test(text))?.[0] ?? "phrase";
}
