/** Words of ordinary English questions that say nothing about what is looked for. */
const STOP_WORDS = new Set(
  (
    "a about all am an and any are as at be been but by can could did do does done for from had " +
    "has have how i if in is it its me my of on or our please should show tell that the their " +
    "them then there these they this those to was we were what when where which who whom whose " +
    "why will with would you your"
  ).split(" "),
);

/** Scripts written without spaces: a word is looked for anywhere in a line. */
const UNSPACED = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}]/u;

export interface Query {
  readonly caseSensitive: boolean;
  /** Compared with whole words of a line. */
  readonly words: readonly string[];
  /** Looked for anywhere in a line. */
  readonly parts: readonly string[];
}

/** A question that is nothing but stop words is looked for as it is. */
export function parseQuery(text: string, caseSensitive: boolean): Query {
  const all = [...new Set(tokenize(fold(text, caseSensitive)))];
  const telling = all.filter((word) => !STOP_WORDS.has(word.toLowerCase()));
  const chosen = telling.length > 0 ? telling : all;
  return {
    caseSensitive,
    words: chosen.filter((word) => !UNSPACED.test(word)),
    parts: chosen.filter((word) => UNSPACED.test(word)),
  };
}

/** A quick look that is never wrong when it says no. */
export function mayMatch(query: Query, text: string): boolean {
  const folded = fold(text, query.caseSensitive);
  return [...query.words, ...query.parts].some((word) => folded.includes(word));
}

/** How many distinct words of the query a line has. */
export function scoreLine(query: Query, line: string): number {
  const folded = fold(line, query.caseSensitive);
  const parts = query.parts.filter((part) => folded.includes(part)).length;
  if (!query.words.some((word) => folded.includes(word))) return parts;
  const words = new Set(tokenize(folded));
  return parts + query.words.filter((word) => words.has(word)).length;
}

/** Without accents, so that "café" and "cafe" are one word, in whichever way they are encoded. */
function fold(text: string, caseSensitive: boolean): string {
  const plain = text.normalize("NFKD").replaceAll(/\p{M}/gu, "");
  return caseSensitive ? plain : plain.toLowerCase();
}

function tokenize(folded: string): string[] {
  return folded.match(/[\p{L}\p{N}]+/gu) ?? [];
}
