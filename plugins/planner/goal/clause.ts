import { mentionsIn } from "./mention.ts";
import { type Token, tokensOf } from "./span.ts";
import {
  BETWEEN,
  isQuestionWord,
  JOINING,
  mendTypo,
  SHOWING,
  SHOWN_BY_ITSELF,
  STOP,
} from "./words.ts";

/** One thing that the goal asks for, as it stands there. */
export interface Clause {
  readonly text: string;
  /** Where it begins in the goal. */
  readonly start: number;
  /** It only names another thing to do the same with: "read a.md and b.md". */
  readonly isAgain: boolean;
}

const BREAK = /[,.;!?–—]/;

/**
 * Cuts a goal where a new wish begins: after a joining word, a comma or a sentence, if what follows begins with a verb
 * and what stands before is a wish itself. What is none (a remark, a greeting) stays with its neighbour. Quoted text is
 * never cut.
 */
export function cutGoal(goal: string, verbs: ReadonlySet<string>): Clause[] {
  const tokens = tokensOf(goal);
  const starts = [0];
  for (let index = 1; index < tokens.length; index++) {
    const from = starts.at(-1)!;
    const joined = joinedAt(tokens, from, index);
    if (joined === null) continue;
    if (isAnother(tokens, from, joined, index)) starts.push(index);
    else if (isVerb(tokens[index]!, verbs) && isWish(tokens.slice(from, joined), verbs))
      starts.push(index);
  }
  const kept = starts.filter((from, at) => {
    const part = tokens.slice(from, starts[at + 1] ?? tokens.length);
    if (at === 0) return true;
    const before = tokens.slice(starts[at - 1], from);
    return !isOnlyShowing(before, part) && saysSomething(part, verbs);
  });
  // A beginning that says nothing belongs to what follows: "start a shell and …".
  if (kept.length > 1 && !saysSomething(tokens.slice(0, kept[1]), verbs)) kept.splice(1, 1);
  return kept.map((from, at) => clauseOf(goal, tokens, from, kept[at + 1] ?? tokens.length, at));
}

function clauseOf(
  goal: string,
  tokens: readonly Token[],
  from: number,
  next: number,
  at: number,
): Clause {
  let to = next;
  while (
    to > from + 1 &&
    next < tokens.length &&
    isBetween(tokens[to - 1]!) &&
    !BREAK.test(tokens[to - 1]!.mark)
  )
    to -= 1;
  while (to > from + 2 && !tokens[to - 1]!.isQuoted && THANKS.has(tokens[to - 1]!.word)) to -= 1;
  const first = tokens[from];
  const last = tokens[to - 1];
  if (!first || !last) return { text: goal, start: 0, isAgain: false };
  const start = first.start - Number(first.isQuoted);
  // Closing brackets are part of what they close; the marks of the sentence are not.
  const raw = goal.slice(last.outer.start, last.outer.end).replace(/[.,;:?!…]+$/u, "");
  const end = last.isQuoted ? last.end + 1 : last.outer.start + raw.length;
  const isAgain = at > 0 && to - from === 1 && isThing(first);
  return { text: goal.slice(start, end), start, isAgain };
}

/** What a wish ends with and does not mean. */
const THANKS = new Set("please pls thanks thx".split(" "));

/** Where the words that join two wishes begin; null where nothing joins. */
function joinedAt(tokens: readonly Token[], from: number, index: number): number | null {
  let first = index;
  let joins = false;
  while (
    first > from + 1 &&
    isBetween(tokens[first - 1]!) &&
    !BREAK.test(tokens[first - 1]!.mark)
  ) {
    first -= 1;
    joins ||= JOINING.has(tokens[first]!.word);
  }
  const before = tokens[first - 1]!;
  // "…, so show me a.md": what stands before is why, not what.
  if (tokens[first]!.word === "so" && first < index) return null;
  return joins || BREAK.test(before.mark) ? first : null;
}

function isBetween(token: Token): boolean {
  return !token.isQuoted && BETWEEN.has(token.word);
}

function isVerb(token: Token, verbs: ReadonlySet<string>): boolean {
  if (token.isQuoted || token.mark === ",") return false;
  return verbs.has(mendTypo(token.word, verbs));
}

/** A part of it begins with a verb or asks something; a remark ("I put it in the wrong place") is none. */
function isWish(tokens: readonly Token[], verbs: ReadonlySet<string>): boolean {
  if (tokens.length < 2) return false;
  return segmentsOf(tokens).some((segment) => {
    const first = segment.find((token) => !isBetween(token) && !POLITE.has(token.word));
    if (!first) return false;
    // "I need the text of a.md" is a wish, "I put it there" is none.
    if (SUBJECTS.has(segment[0]!.word)) return WISHING.has(segment[1]?.word ?? "");
    if (isQuestionWord(first.word) || isVerb(first, verbs)) return true;
    // "in compose.yml replace …", "after reading it …"
    return LOCATING.has(first.word) && segment.some((token) => isVerbForm(token, verbs));
  });
}

const SUBJECTS = new Set(["i", "we", "i'd", "we'd"]);
const WISHING = new Set("want need would like must".split(" "));
const LOCATING = new Set(
  "in under from at inside within for with to into on let once before".split(" "),
);

function isVerbForm(token: Token, verbs: ReadonlySet<string>): boolean {
  const stem = token.word.replace(/(?:ing|ed)$/, "");
  return (
    isVerb(token, verbs) || (stem !== token.word && (verbs.has(stem) || verbs.has(`${stem}e`)))
  );
}

/** Parts between commas and the ends of sentences. */
function segmentsOf(tokens: readonly Token[]): Token[][] {
  const segments: Token[][] = [[]];
  for (const token of tokens) {
    segments.at(-1)!.push(token);
    if (BREAK.test(token.mark) || token.mark.startsWith(":")) segments.push([]);
  }
  return segments.filter((segment) => segment.length > 0);
}

/** "open a.md and show me what's inside": what was read is shown anyway. */
function isOnlyShowing(before: readonly Token[], part: readonly Token[]): boolean {
  const verb = before.find(
    ({ word }) => !STOP.has(word) && !BETWEEN.has(word) && !POLITE.has(word),
  );
  if (!verb || !SHOWN_BY_ITSELF.has(verb.word) || !SHOWING.has(part[0]!.word)) return false;
  return part.every(({ shape, isQuoted }) => !isQuoted && (shape === "word" || shape === "number"));
}

const POLITE = new Set("can could would you i want need kindly".split(" "));

/** It names a value, or something that came before, or at least a word that is not about the tools themselves. */
function saysSomething(tokens: readonly Token[], verbs: ReadonlySet<string>): boolean {
  const [first] = tokens;
  if (!first) return false;
  if (tokens.some(({ shape, isQuoted }) => isQuoted || !["word", "phrase"].includes(shape)))
    return true;
  const text = tokens.map(({ word }) => word).join(" ");
  if (mentionsIn(text, tokensOf(text)).length > 0) return true;
  // The verb says what to do; only what follows says with what.
  const begin = tokens.findIndex((token) => !isBetween(token) && !POLITE.has(token.word));
  const verb = tokens[begin];
  return tokens
    .slice(verb && isVerb(verb, verbs) ? begin + 1 : 0)
    .some(({ word }) => ![STOP, BETWEEN, POLITE, ABOUT_TOOLS].some((words) => words.has(word)));
}

const ABOUT_TOOLS = new Set("memory shell terminal python web internet command line".split(" "));

/** "read a.md and b.md": the same kind of thing once more, right after the joining word, and nothing else of its own. */
function isAnother(tokens: readonly Token[], from: number, joined: number, index: number): boolean {
  const before = tokens[joined - 1];
  const token = tokens[index]!;
  const next = tokens[index + 1];
  const ends = next === undefined || isBetween(next) || /[,;.]/.test(token.mark);
  if (!before || joined - 1 <= from || !ends || before.mark.startsWith(":")) return false;
  return isThing(token) && isThing(before) && token.shape === before.shape;
}

function isThing({ shape }: Token): boolean {
  return shape === "path" || shape === "url";
}

/** What a clause is about, for comparing it: slips of the pen mended, remarks around the wish left out. */
export function coreOf(text: string, verbs: ReadonlySet<string>): string {
  const tokens = tokensOf(text);
  const segments = segmentsOf(tokens);
  const named = segments.filter((segment) =>
    segment.some((token) => isThing(token) || token.isQuoted),
  );
  const isLong = tokens.length > LONG && named.length > 0 && named.length < segments.length;
  const parts = isLong
    ? segments.filter((one) => named.includes(one) || isVerbFirst(one, verbs))
    : segments;
  return parts
    .flat()
    .map((token) => {
      const raw = text.slice(token.outer.start, token.outer.end);
      const mended = token.isQuoted ? token.word : mendTypo(token.word, verbs);
      return mended === token.word ? raw : mended;
    })
    .join(" ");
}

const LONG = 14;

function isVerbFirst(segment: readonly Token[], verbs: ReadonlySet<string>): boolean {
  const first = segment.find((token) => !isBetween(token) && !POLITE.has(token.word));
  return first !== undefined && isVerb(first, verbs);
}
