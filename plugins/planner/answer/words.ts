/** Words of everyday sentences that say nothing of their own, in the languages that people write most notes in. */
const EMPTY: ReadonlySet<string> = new Set(
  (
    "a about according after again all also although am an and another any are as at be because been before being " +
    "between both but by called can could currently did do does done during each either else even every for from get " +
    "gets given had has have having he her here hers him his how however i if in into is it its itself just let like " +
    "made make makes many may me mentioned mentions might more most much must my named near no not note noted notes of " +
    "on once one only onto or other our out over per please says said same see she should shows so some stated states " +
    "still such than that the their them then there these they this those though through to too under until up upon " +
    "us very via was we well were what when where whether which while who whom whose why will with within without " +
    "would yes yet you your " +
    "der die das den dem des ein eine einen einem einer und oder aber ist sind war waren hat haben hatte wird werden " +
    "wurde im in am an auf aus bei mit nach von vom zu zum zur für ich du er sie es wir ihr man sich nicht kein keine " +
    "auch noch nur dass wie was wer wo wann " +
    "le la les un une des du de et ou mais est sont était a ont avec dans en sur pour par il elle ils elles on nous " +
    "vous se ne pas plus que qui où ce cette ces son sa ses au aux " +
    "el los las una unos y o pero es son fue eran con por para del al lo su sus se que no"
  ).split(" "),
);

const NEGATION = new Set(
  "no not never none nothing nobody neither nor without cannot kein keine keinen nicht nie ohne pas jamais sans nunca sin".split(
    " ",
  ),
);

/** Scripts written without spaces: what stands for words are pairs of signs. */
const UNSPACED = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}]/u;

/** Without accents and capitals, however they are encoded. */
export function fold(text: string): string {
  const plain = text.normalize("NFKD").replaceAll(/\p{M}/gu, "").toLowerCase();
  return plain.replaceAll("ß", "ss").replaceAll(/[’‘]/g, "'");
}

export function wordsOf(text: string): string[] {
  const words = fold(text).match(/[\p{L}\p{N}]+(?:'[\p{L}]+)?/gu) ?? [];
  return words.flatMap((word) => (UNSPACED.test(word) ? pairsOf(word) : [word.replace(/'s$/, "")]));
}

function pairsOf(word: string): string[] {
  const signs = [...word];
  return signs.length < 2 ? signs : signs.slice(1).map((sign, index) => `${signs[index]}${sign}`);
}

/** The words that carry what a text says, each once. */
export function contentWords(text: string): string[] {
  return [...new Set(wordsOf(text))].filter((word) => !isEmpty(word) && word.length > 1);
}

export function isEmpty(word: string): boolean {
  return EMPTY.has(word) || NEGATION.has(word) || /'(?:t|re|ve|ll|d|m)$/.test(word);
}

/** Whether one of these words is that word in some form: "measured" and "measure", "decision" and "decided" not. */
export function hasWord(words: ReadonlySet<string>, word: string): boolean {
  if (words.has(word)) return true;
  const stem = stemOf(word);
  for (const one of words) if (stemOf(one) === stem) return true;
  return false;
}

function stemOf(word: string): string {
  const stem = word.replace(/(?:ies|ied|ing|ed|es|en|er|s|e|y)$/, "");
  return stem.length >= 3 ? stem.replace(/(.)\1$/, "$1") : word;
}

export function isNegated(text: string): boolean {
  return wordsOf(text).some((word) => NEGATION.has(word) || word.endsWith("n't"));
}

/** The content words that a text denies: those right after a negation. */
export function deniedWords(text: string): ReadonlySet<string> {
  const words = wordsOf(text);
  return new Set(
    words.filter((word, index) => !isEmpty(word) && NEGATION.has(words[index - 1] ?? "")),
  );
}
