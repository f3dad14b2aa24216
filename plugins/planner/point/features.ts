import { type Shape, type Span, type Token, tokensWithin } from "../goal/span.ts";

/** Where a span stands in its sentence: what its neighbours are and what it looks like. */
export interface Features {
  readonly before: string;
  readonly before2: string;
  readonly after: string;
  readonly shape: Shape | "mention";
  readonly isQuoted: boolean;
  readonly isLast: boolean;
  readonly size: number;
  /** Letter case of its first and last character, for names. */
  readonly isCapital: boolean;
}

const EDGE = "^";

export function featuresOf(
  span: Pick<Span, "start" | "end" | "text" | "isQuoted"> & { readonly shape: Features["shape"] },
  tokens: readonly Token[],
): Features {
  const { first, inside } = tokensWithin(tokens, span);
  const last = inside.length > 0 ? first + inside.length - 1 : first;
  const word = (index: number) => {
    const token = tokens[index];
    if (!token) return EDGE;
    return token.shape === "word" && !token.isQuoted ? token.word : `<${token.shape}>`;
  };
  const before = tokens[first - 1];
  return {
    before:
      before && /[:,]/.test(before.mark) ? `${word(first - 1)}${before.mark}` : word(first - 1),
    before2: word(first - 2),
    after: word(last + 1),
    shape: span.shape,
    isQuoted: span.isQuoted,
    isLast: last === tokens.length - 1,
    size: inside.length,
    isCapital: /^\p{Lu}/u.test(span.text),
  };
}

/** How alike two places are, 0 to 1: the words around them count most. */
export function likeness(a: Features, b: Features): number {
  let score = 0;
  if (a.before === b.before) score += a.before2 === b.before2 ? 0.4 : 0.33;
  else if (kin(a.before, b.before)) score += 0.24;
  if (a.after === b.after) score += 0.2;
  else if (kin(a.after, b.after)) score += 0.1;
  if (a.shape === b.shape) score += 0.16;
  else if (isText(a.shape) && isText(b.shape)) score += 0.08;
  if (a.isQuoted === b.isQuoted) score += 0.1;
  if (a.isLast === b.isLast) score += 0.08;
  if (a.isCapital === b.isCapital) score += 0.02;
  const ratio = Math.min(a.size, b.size) / Math.max(a.size, b.size, 1);
  return score + 0.04 * ratio;
}

/** Words that stand in the same place of a sentence and mean as good as the same. */
const KIN: readonly ReadonlySet<string>[] = [
  ["to", "into", "as", "onto", "called", "named"],
  ["in", "inside", "within", "under", "from", "of", "at", "on", "through", "across", "over"],
  ["the", "a", "an", "my", "our", "this", "that", "his", "her", "their", "your"],
  [
    "for",
    "about",
    "mentioning",
    "mentions",
    "mention",
    "containing",
    "contains",
    "contain",
    "say",
    "says",
    "matching",
  ],
  [
    "saying",
    "with",
    "containing",
    "reading",
    "says",
    "that",
    "text:",
    "content:",
    "contents:",
    "line:",
    "that:",
    "saying:",
    "this:",
    "following:",
  ],
  ["file", "note", "document", "folder", "directory", "page", "notes", "files"],
  ["with", "by", "to"],
].map((words) => new Set(words));

function kin(a: string, b: string): boolean {
  return KIN.some((words) => words.has(a) && words.has(b));
}

function isText(shape: Features["shape"]): boolean {
  return shape === "word" || shape === "phrase";
}
