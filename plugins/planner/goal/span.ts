/** A piece of the goal as it stands there: `goal.slice(start, end)` is its text, quotes around it left out. */
export interface Span {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly shape: Shape;
  readonly isQuoted: boolean;
}

/** What a piece of text looks like, whatever it means. */
export type Shape = "url" | "email" | "glob" | "path" | "date" | "number" | "word" | "phrase";

export interface Token extends Span {
  /** In small letters, without punctuation: what a neighbour is compared by. */
  readonly word: string;
  /** Punctuation that follows it and is no part of it. */
  readonly mark: string;
  /** Where it begins and ends with brackets and quotes. */
  readonly outer: { readonly start: number; readonly end: number };
}

/** Quotes open at the beginning of a word: those inside `['a', 'b']` are part of it. */
const PIECE =
  /(?<![^\s:—–-])"[^"]+"|“[^”]+”|(?<![^\s(:—–-])`[^`]+`|(?<![^\s:—–-])'(?:[^']|(?<=\p{L})'(?=\p{L}))+'(?![\p{L}\p{N}])|\S+/gu;
const OPENING = /^[([{<“"'`]+/u;
const CLOSING = /[)\]}>”"'`,.;:?!…]+$/u;
const LONGEST_RUN = 10;
/** In a longer text not every word may begin a value that runs to its end. */
const LONG_TEXT = 200;
const ANNOUNCES = /[:—]$|^(?:saying|says|with|that|containing|text|content|remember|note|write)$/;

/** The goal in pieces: quoted runs whole, words without the punctuation around them. */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  for (const { raw, at, isInCode } of piecesOf(text)) {
    const isOpen = /^["“`']/u.test(raw) && raw.length > 2 && /["”`']$/u.test(raw);
    const quoted = isOpen && !isInCode;
    const inner = quoted ? raw.slice(1, -1) : trimmed(raw);
    const before = tokens.at(-1);
    if (inner === "" || /^[-–—]$/.test(inner)) {
      // A dash between words ends what stands before it.
      if (inner !== "" && before)
        tokens[tokens.length - 1] = { ...before, mark: `${before.mark}—` };
      continue;
    }
    // A new line announces what stands on it, as a colon does.
    const isNewLine = before && text.slice(before.outer.end, at).includes("\n");
    if (isNewLine && !before.mark.includes(":"))
      tokens[tokens.length - 1] = { ...before, mark: `${before.mark}:` };
    const start = at + (quoted ? 1 : raw.indexOf(inner));
    const end = start + inner.length;
    const mark = quoted ? "" : text.slice(end, at + raw.length);
    tokens.push({
      text: inner,
      start,
      end,
      shape: shapeOf(inner, quoted),
      isQuoted: quoted,
      word: inner.toLowerCase(),
      mark,
      outer: { start: at, end: at + raw.length },
    });
  }
  return tokens.map((token, index) => withMark(token, tokens[index + 1], text));
}

interface Piece {
  readonly raw: string;
  readonly at: number;
  /** Inside brackets that are still open: its quotes are part of it. */
  readonly isInCode: boolean;
}

/** Words and quotations as they stand; what begins inside brackets goes on to the next space. */
function piecesOf(text: string): Piece[] {
  const pieces: Piece[] = [];
  for (const found of text.matchAll(PIECE)) {
    const before = pieces.at(-1);
    if (before?.isInCode && before.at + before.raw.length === found.index) {
      pieces[pieces.length - 1] = { ...before, raw: before.raw + found[0] };
      continue;
    }
    const isInCode = /^["“`']/u.test(found[0]) && !isBalanced(text.slice(0, found.index));
    pieces.push({ raw: found[0], at: found.index, isInCode });
  }
  return pieces;
}

/** A quoted run is followed by its quote; what comes after that is its mark. */
function withMark(token: Token, next: Token | undefined, text: string): Token {
  if (!token.isQuoted) return token;
  const rest = text.slice(token.end + 1, next?.start ?? text.length);
  return {
    ...token,
    mark: /^[,.;:?!…]|^\s[-–—]\s/u.exec(rest)?.[0].replace(/\s[-–—]\s/u, "—") ?? "",
  };
}

/** Brackets that a word itself opens stay: `print(2)` is one word. */
function trimmed(raw: string): string {
  const start = raw.replace(OPENING, "");
  const end = start.replace(CLOSING, "");
  const rest = start.slice(end.length);
  const isCall = /[([{]/u.test(end) && /^[)\]}"'`]+/u.exec(rest);
  return isCall ? end + isCall[0] : end;
}

/** The pieces of a text that lie within a place, and the index of the first. Tokens stand in the order of the text. */
export function tokensWithin(
  tokens: readonly Token[],
  place: { readonly start: number; readonly end: number },
): { readonly first: number; readonly inside: readonly Token[] } {
  let first = 0;
  for (let high = tokens.length; first < high;) {
    const middle = (first + high) >> 1;
    if (tokens[middle]!.start < place.start) first = middle + 1;
    else high = middle;
  }
  let last = first;
  while (last < tokens.length && tokens[last]!.end <= place.end) last += 1;
  return { first, inside: tokens.slice(first, last) };
}

/** Every run of one to ten pieces, and every run to the end of the text, each once. */
export function spansOf(text: string, tokens: readonly Token[] = tokensOf(text)): Span[] {
  const spans = new Map<string, Span>();
  const keep = (start: number, end: number, shape: Shape, isQuoted = false) =>
    void spans.set(`${start}-${end}`, {
      text: text.slice(start, end),
      start,
      end,
      shape,
      isQuoted,
    });
  const add = (first: Token, last: Token) => {
    if (first === last) return keep(first.start, first.end, first.shape, first.isQuoted);
    const { start, end } = wholeRun(text, first, last);
    keep(start, end, shapeOf(text.slice(start, end), true));
  };
  tokens.forEach((first, index) => {
    for (const last of tokens.slice(index, index + LONGEST_RUN)) add(first, last);
    const before = tokens[index - 1];
    if (tokens.length <= LONG_TEXT || !before || ANNOUNCES.test(before.word + before.mark))
      add(first, tokens.at(-1)!);
  });
  return [...spans.values()];
}

/** A run takes along the brackets and quotes at its ends that it opens and closes itself. */
function wholeRun(text: string, first: Token, last: Token): { start: number; end: number } {
  const outer = text.slice(first.outer.start, last.outer.end).replace(/[.,;:?!…]+$/u, "");
  if (isBalanced(outer)) return { start: first.outer.start, end: first.outer.start + outer.length };
  const start = first.isQuoted ? first.start - 1 : first.start;
  return { start, end: last.isQuoted ? last.end + 1 : last.end };
}

/** Every bracket and quote that it opens, it closes. */
export function isBalanced(text: string): boolean {
  const open: string[] = [];
  const closes: Readonly<Record<string, string>> = { ")": "(", "]": "[", "}": "{" };
  for (const sign of text) {
    if ("([{".includes(sign)) open.push(sign);
    else if (closes[sign] !== undefined && open.pop() !== closes[sign]) return false;
  }
  const quotes = (text.match(/["`]/g)?.length ?? 0) % 2;
  return open.length === 0 && quotes === 0 && !/^“[^”]*$|^[^“]*”$/u.test(text);
}

const URL_LIKE = /^(?:[a-z][a-z0-9+.-]*:\/\/|www\.)\S+$/i;
const EMAIL = /^[^\s@]+@[^\s@]+\.[a-z]{2,}$/i;
const DATE = /^\d{4}-\d{2}-\d{2}(?:T\S+)?$/;
const NUMBER = /^[+-]?(?:\d+(?:[.,]\d+)?|\.\d+)$/;
/** A name with an extension that is no number, or a way through folders. */
const FILE = /^[^\s/\\:]*[^\s/\\:.]\.[a-z][a-z0-9]{0,9}$/i;
const DOTTED = /^\.[\w-]+(?:\.[\w-]+)*$/;

/** Files that have no extension by custom. */
const BARE_FILE =
  /^(?:AUTHORS|CHANGELOG|CODEOWNERS|COPYING|LICEN[CS]E|NOTICE|README|VERSION|(?:Docker|Gem|Make|Proc)file)$/;

export function shapeOf(text: string, mayHaveSpaces = false): Shape {
  if (URL_LIKE.test(text)) return "url";
  if (EMAIL.test(text)) return "email";
  if (DATE.test(text)) return "date";
  if (NUMBER.test(text)) return "number";
  if (BARE_FILE.test(text)) return "path";
  const solid = !/\s/.test(text) && !/[()=;|&<>]/.test(text);
  if (solid && text.length > 1 && /[*]|\{[^{}]+,[^{}]+\}|^[^?]*\?[^?]*\.[a-z]|\?\?/i.test(text))
    return "glob";
  if (solid && (/^[^/]*\/[^/]|^[^/]+\/$|^\/|^~/.test(text) || FILE.test(text) || DOTTED.test(text)))
    return "path";
  if (mayHaveSpaces && isSpacedPath(text)) return "path";
  return solid ? "word" : "phrase";
}

/** "Travel plans/lisbon trip.txt", "Client Work/Acme Ltd": a few words with an extension or a way through folders. */
function isSpacedPath(text: string): boolean {
  if (!/\s/.test(text) || text.split(/\s+/).length > 6) return false;
  if (/["'`()=<>|]|[.!?:]\s/.test(text)) return false;
  return /[^\s/]\.[a-z][a-z0-9]{1,4}$/i.test(text) || /[^\s/]\/[^\s/]/.test(text);
}
