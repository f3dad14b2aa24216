import { isBalanced, tokensWithin } from "../goal/span.ts";
import { COMMON_VERBS, STOP } from "../goal/words.ts";
import type { Reading } from "./candidate.ts";
import type { Features } from "./features.ts";
import type { Kind } from "./parameter.ts";

const set = (words: string): ReadonlySet<string> => new Set(words.split(" "));

/** "the text sunny": the text is "sunny". */
const ANNOUNCING =
  /^(?:(?:the|this|these) )?(?:following )?(?:(?:python|shell) )?(?:text|message|contents?|words?|names?|phrase|line|string|command|code|expression|question) (?!of\b)\S/i;
/** Words that begin something else. */
const TRAILING = set("to in into from of for as with at on and or the a an my it them");
/** Words that lead up to a text and are no part of it. */
const LEADING = set("with for about of that saying says contains containing called in on to");
/** What is searched for follows these words; it does not have them in it. */
const SOUGHT =
  /\s(?:with|about|containing|mentioning|mentions|contains|that has|saying|string|word)\s/i;
/** "print(1) in Python", "uptime from the terminal": where to run it is no part of the code. */
const WHERE_TO_RUN =
  /\s(?:(?:in|as|with|using|through|from|on)\s+)?(?:the\s+|a\s+)?(?:python|terminal|shell|bash|console|command line)[.!?]?$/i;

/** What a value of a kind looks like. */
export function looks(
  kind: Kind,
  { shape, isQuoted, size, isLast }: Features,
  label: string,
): number {
  if (shape === "mention") return 0.5;
  const words = label.toLowerCase().split(/\s+/);
  // Words without a meaning of their own are nobody's name.
  if (!isQuoted && words.every((word) => STOP.has(word))) return -6;
  const edges = STOP.has(words[0]!) || STOP.has(words.at(-1)!) ? -3 : 0;
  if (kind === "path") {
    if (shape === "path") return 4;
    if (isQuoted) return 2.5;
    if (shape === "glob") return -2;
    return edges - size * 0.4 - (shape === "phrase" && size > 3 ? 2 : 0);
  }
  if (kind === "glob") return shape === "glob" ? 4 : shape === "path" ? 1 : edges - size * 0.4;
  if (kind === "url" || kind === "email" || kind === "date" || kind === "number") return 4;
  if (kind === "choice") return 2;
  if (kind === "name") return (isQuoted ? 3 : 0) + edges - size * 0.2;
  // Texts: quoted ones are meant as they stand; others run to where the sentence ends.
  if (isQuoted) return 3.5;
  const first = LEADING.has(words[0]!) ? -1.5 : 0;
  const strict = shape === "path" || shape === "url" ? -1 : 0;
  const tail = words.length > 1 && TRAILING.has(words.at(-1)!) ? (kind === "code" ? -3 : -1.5) : 0;
  const announced = ANNOUNCING.test(`${label} x`) ? -2 : 0;
  return (isLast ? 0.8 : 0) + first + strict + tail + announced;
}

/** Words that come before the verb of a wish. */
const LED = set("you i we to can could would let have please do does did what how");

/** The first colon that is not inside brackets; -1: none. */
function announcingColon(tokens: Reading["tokens"], text: string): number {
  const found = tokens.findIndex(({ mark }) => mark.includes(":"));
  return found >= 0 && isBalanced(text.slice(0, tokens[found]!.outer.end)) ? found : -1;
}

const ASKING = set("can could would please");

interface Place {
  readonly label: string;
  readonly place: { readonly start: number; readonly end: number };
  readonly features: Features;
}

/** What speaks against a span as a value: where it begins and ends, and what it runs over. */
export function doubt(
  kind: Kind,
  name: string,
  { label, place, features }: Place,
  { tokens, clause }: Reading,
): number {
  const { first: index, inside } = tokensWithin(tokens, place);
  const [first] = inside;
  const isVerb =
    first !== undefined && first === tokens[0] && !first.isQuoted && COMMON_VERBS.has(first.word);
  // The verb of a wish is what to do, and never with what.
  if (isVerb && inside.length === 1 && tokens.length > 1) return -6;
  let score = isVerb && tokens.length > 1 ? -1.5 : 0;
  const isText = kind === "code" || kind === "text";
  if (isText && !features.isQuoted) {
    const before = clause.text.slice(0, place.start);
    if (!isBalanced(label) || !isBalanced(before)) score -= 4;
    if (/^(?:query|question|pattern|search|term|keyword)s?$/i.test(name) && SOUGHT.test(label))
      score -= 1.5;
  }
  if (kind === "code" && !features.isQuoted) {
    if (WHERE_TO_RUN.test(` ${label}`)) score -= 3;
    if (/^(?:in|as|to|on)\s/i.test(label)) score -= 1.5;
    // "What does uname -a print?"
    if (/\s(?:outputs?|prints?|returns?|gives?)(?: in \S+)?$/i.test(label)) score -= 2;
    if (/^[-+*/|&<>=)]/.test(label)) score -= 3;
  }
  const before = tokens[index - 1];
  // What follows the first colon is announced; a pair of texts to exchange may have colons of its own.
  const isPair = /^(?:old|new|find|replace)/i.test(name);
  const colon = isPair ? -1 : announcingColon(tokens, clause.text);
  if (isText && colon >= 0 && index === colon + 1) score += 2;
  if (isText && !features.isQuoted && first) {
    // "do you remember my size": the verb again, only later.
    if (before && LED.has(before.word) && COMMON_VERBS.has(first.word)) score -= 1.5;
    if (inside.length > 1 && (index < 3 ? LED : ASKING).has(first.word)) score -= 2;
    // "this code: …" announces what follows.
    if (colon >= 0 && index + inside.length - 1 === colon) score -= 2;
  }
  // `version = "2.4"` is one piece.
  if (isText && features.isQuoted && before && before.text.endsWith("=")) score -= 3;
  if (inside.length < 2) return score;
  const marks = inside.slice(0, -1).map(({ mark }) => mark);
  if (colon >= index && colon < index + inside.length - 1) score -= 2;
  if (kind === "text" && marks.some((mark) => /[?—]/.test(mark))) score -= 2;
  if (kind === "path" || kind === "glob" || kind === "name")
    if (inside.some(({ shape, isQuoted }) => isQuoted || shape === "path" || shape === "glob"))
      score -= 3;
  return score;
}
