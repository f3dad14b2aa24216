import { withIsoDates } from "./dates.ts";
import type { Passage } from "./passage.ts";
import { LONGEST_SENTENCE } from "./prompt.ts";
import type { Statement } from "./reply.ts";
import { standsIn, type Value, valuesOf } from "./values.ts";
import { contentWords, deniedWords, fold, hasWord, isEmpty, isNegated, wordsOf } from "./words.ts";

/** A sentence that its citations carry. */
export interface Held {
  readonly text: string;
  readonly cited: readonly Passage[];
}

/** What part of the words that the question does not have must stand in the cited passages. */
const COVERED = 0.5;
const FEWEST_WORDS = 3;
/** So many words with a meaning of their own must stand in each passage that a sentence cites. */
const SHARED = 2;

/** Who says so: in a note that may be the writer, in a model's own words it is the model. */
const FIRST_PERSON = /(?<![\p{L}\p{N}])(?:I|[Mm]y|me|myself)(?![\p{L}\p{N}])/u;

/** What models say of themselves and of their task. */
const ABOUT_ITSELF =
  /\bas an? (?:ai|assistant)\b|\b(?:language|ai) model\b|\bi(?:'m| am) (?:sorry|unable|not able)\b|\bi (?:cannot|can't|don't|do not)\b|\bpassages?\b.*(?:\bnot\b|n't\b)/;

/**
 * The sentence with those of its citations that carry it; null when none does. It compares words and cannot read: that
 * a sentence holds says that all it names stands there, not that it follows.
 */
export function held(
  { text: written, cite }: Statement,
  shown: readonly Passage[],
  goal: string,
): Held | null {
  const [text, question] = [withIsoDates(written), withIsoDates(goal)];
  const words = contentWords(text);
  if (written.length > LONGEST_SENTENCE || text.endsWith("?") || ABOUT_ITSELF.test(fold(text)))
    return null;
  const news = words.filter((word) => !isIn(question, word));
  if (wordsOf(text).length < FEWEST_WORDS || news.length === 0) return null;
  const cited = cite
    .flatMap((number) => shown[number - 1] ?? [])
    .filter((passage) => words.filter((word) => isIn(wordingOf(passage), word)).length >= SHARED);
  const said = cited.map(wordingOf).join("\n");
  const covered = news.filter((word) => isIn(said, word));
  if (cited.length === 0 || covered.length < news.length * COVERED) return null;
  if (FIRST_PERSON.test(text) && !FIRST_PERSON.test(said)) return null;
  const isGiven = (value: Value) =>
    standsIn(value, said) || isAskedFor(value, text, cited, question);
  const opening = openingName(text);
  if (opening && !isOrdinary(opening.text, said, question) && !isGiven(opening)) return null;
  if (!valuesOf(text).every(isGiven)) return null;
  return turnsAround(text.replace(/^no[,:;]\s/i, ""), said) ? null : { text: written, cited };
}

/** Its path says something too: many notes have their date or their subject only there. */
function wordingOf({ path, text }: Passage): string {
  return withIsoDates(`${path}\n${text}`);
}

function isIn(text: string, word: string): boolean {
  return hasWord(new Set(wordsOf(text)), word);
}

/** A value out of the question counts unless the passages have other ones of its kind: "in April?" of "in March". */
function isAskedFor(
  value: Value,
  sentence: string,
  cited: readonly Passage[],
  question: string,
): boolean {
  if (!standsIn(value, question)) return false;
  const parts = cited.flatMap(({ text }) => withIsoDates(text).split(/(?<=[.!?])\s+/));
  const inside = parts.flatMap(valuesOf).filter(({ kind }) => kind === value.kind);
  const opening = parts.flatMap((part) => openingName(part) ?? []);
  const others = inside.length === 0 && value.kind === "name" ? opening : inside;
  return others.length === 0 || others.some((other) => standsIn(other, sentence));
}

/** The first word has a capital whatever it is: unless it says nothing, it may be a name. */
function openingName(sentence: string): Value | null {
  const first = /^[^\p{L}\p{N}]*([\p{L}\p{N}'’-]+)/u.exec(sentence)?.[1] ?? "";
  const isName = /\p{Lu}/u.test(first) && !wordsOf(first).every(isEmpty);
  return isName ? { kind: "name", text: first.replace(/['’]s$/u, "") } : null;
}

/** It is a word of the passages in some form, or the question has it without a capital. */
function isOrdinary(word: string, said: string, question: string): boolean {
  if (wordsOf(word).every((part) => isEmpty(part) || isIn(said, part))) return true;
  return question.split(/[^\p{L}\p{N}'’-]+/u).includes(word.toLowerCase());
}

/** It denies where no passage does, or says what a passage denies. */
function turnsAround(sentence: string, said: string): boolean {
  if (isNegated(sentence)) return !isNegated(said);
  const denied = deniedWords(said);
  return contentWords(sentence).some((word) => hasWord(denied, word));
}
