/** Words that say nothing about which tool is meant. */
const SMALL_WORDS: ReadonlySet<string> = new Set(
  (
    "a an and any are as at be been but by can could did do does for from get give had has have he her his how i if in " +
    "into is it its just let me my need no not of on or our out over please she should so some than that the their them " +
    "then there these they this those to up us want was we were what when where which who why will with would you your"
  ).split(" "),
);

export function isSmallWord(word: string): boolean {
  return SMALL_WORDS.has(word);
}

/** `files_readAll.md` as files, read, all, md: split at case, underscores and every other sign, in lower case. */
export function wordsOf(text: string): string[] {
  return (
    text
      .normalize("NFKC")
      .replace(/(\p{Ll}|\p{N})(\p{Lu})/gu, "$1 $2")
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? []
  );
}

/**
 * Brings the forms of an English word together: first the plural as in D. Harman, "How effective is suffixing?" (1991),
 * then -ing and -ed with a doubled consonant or a lost e. Rough on purpose: both sides are cut the same way.
 */
export function stem(word: string): string {
  if (word.length < 4) return word;
  const single = singular(word);
  const base = /^(.*[aeiouy].*[^e])(?:ing|ed)$/.exec(single)?.[1];
  if (base === undefined || base.length < 3) return withoutE(single);
  const doubled = /([bdfgmnprt])\1$/.test(base);
  return withoutE(doubled ? base.slice(0, -1) : base);
}

function singular(word: string): string {
  if (/[^ea]ies$/.test(word)) return `${word.slice(0, -3)}y`;
  if (/(?:ch|sh|ss|x)es$/.test(word)) return word.slice(0, -2);
  if (/[^us]s$/.test(word)) return word.slice(0, -1);
  return word;
}

function withoutE(word: string): string {
  return word.length > 3 && word.endsWith("e") ? word.slice(0, -1) : word;
}

/** The words that may tell tools apart, stemmed. */
export function termsOf(text: string): string[] {
  return wordsOf(text)
    .filter((word) => !isSmallWord(word))
    .map(stem);
}

/** The same, each with the word as it was written. */
export function writtenTerms(text: string): ReadonlyMap<string, string> {
  const words = wordsOf(text).filter((word) => !isSmallWord(word));
  return new Map(words.map((word) => [stem(word), word]));
}
