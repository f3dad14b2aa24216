import { type Token, tokensOf } from "./span.ts";

/** One thing that the goal asks for, as it stands there. */
export interface Clause {
  readonly text: string;
  /** Where it begins in the goal. */
  readonly start: number;
  /** It only names another thing to do the same with: "read a.md and b.md". */
  readonly isAgain: boolean;
}

/** Words that join two wishes and belong to neither. */
const JOINING = new Set(["and", "then", "next", "afterwards", "finally", "also", "after", "plus"]);
const SENTENCE_END = /[.;!?]/;

/**
 * Cuts a goal where a new wish begins: at a joining word, a comma or the end of a sentence, if what follows begins with
 * a verb that the tools know. Quoted text is never cut.
 */
export function cutGoal(goal: string, verbs: ReadonlySet<string>): Clause[] {
  const tokens = tokensOf(goal);
  const starts = [0];
  for (let index = 1; index < tokens.length; index++) {
    const joined = joiningBefore(tokens, index);
    if (joined === null) continue;
    const from = starts.at(-1)!;
    const isWish = beginsWish(tokens, index, verbs) && isWhole(tokens.slice(from, joined), verbs);
    if (isWish && isOnlyShowing(tokens, from, index)) continue;
    if (isWish || isAnother(tokens, from, joined, index)) starts.push(index);
  }
  return starts.map((from, at) => {
    const to = starts[at + 1] ?? tokens.length;
    const kept = withoutJoining(tokens, from, to);
    const first = tokens[from];
    const last = tokens[kept - 1];
    if (!first || !last) return { text: goal, start: 0, isAgain: false };
    const start = first.start - Number(first.isQuoted);
    const end = last.end + Number(last.isQuoted);
    const isAgain = at > 0 && kept - from === 1 && isThing(first);
    return { text: goal.slice(start, end), start, isAgain };
  });
}

/** Index of the first joining word before a token; null where nothing joins. */
function joiningBefore(tokens: readonly Token[], index: number): number | null {
  let first = index;
  while (first > 0 && isJoining(tokens[first - 1]!)) first -= 1;
  if (first < index) return first;
  const before = tokens[index - 1]!;
  return /[,;]/.test(before.mark) || SENTENCE_END.test(before.mark) ? index : null;
}

function isJoining(token: Token): boolean {
  return !token.isQuoted && JOINING.has(token.word);
}

const READING = new Set("open read fetch load get download view cat print show".split(" "));
const SHOWING = new Set("show tell give display print read let see report".split(" "));
const EMPTY = new Set(
  "me us it its the what what's whats is in inside there say says contents content text to at all them here".split(
    " ",
  ),
);

/** "open a.md and show me what's inside": reading shows already. */
function isOnlyShowing(tokens: readonly Token[], from: number, index: number): boolean {
  const before = tokens.slice(from, index).find(({ word }) => !POLITE.has(word));
  if (!before || !READING.has(before.word) || !SHOWING.has(tokens[index]!.word)) return false;
  return tokens.slice(index + 1).every(({ word, isQuoted }) => !isQuoted && EMPTY.has(word));
}

const POLITE = new Set(
  "please first can could would you kindly now just once after when before if".split(" "),
);

/** What stands before a cut must be a wish itself: it has more than a verb, and a verb near its beginning. */
function isWhole(tokens: readonly Token[], verbs: ReadonlySet<string>): boolean {
  if (tokens.length < 2) return false;
  if (SENTENCE_END.test(tokens.at(-1)!.mark)) return true;
  const begin = tokens.findIndex(({ word }) => !POLITE.has(word));
  return begin >= 0 && tokens.slice(begin, begin + 2).some(({ word }) => isVerb(word, verbs));
}

function isVerb(word: string, verbs: ReadonlySet<string>): boolean {
  if (verbs.has(word)) return true;
  const stem = word.replace(/(?:ing|ed|s)$/, "");
  return stem !== word && (verbs.has(stem) || verbs.has(`${stem}e`));
}

/** "read a.md and b.md": the same kind of thing once more, right after the joining word, and nothing else of its own. */
function isAnother(tokens: readonly Token[], from: number, joined: number, index: number): boolean {
  const before = tokens[joined - 1];
  const token = tokens[index]!;
  const next = tokens[index + 1];
  const ends = next === undefined || isJoining(next) || /[,;.]/.test(token.mark);
  if (!before || joined - 1 <= from || !ends) return false;
  return isThing(token) && isThing(before) && token.shape === before.shape;
}

function isThing({ shape }: Token): boolean {
  return shape === "path" || shape === "url";
}

function beginsWish(tokens: readonly Token[], index: number, verbs: ReadonlySet<string>): boolean {
  const token = tokens[index]!;
  if (token.isQuoted) return false;
  return verbs.has(token.word) && token.mark !== ",";
}

/** The end of a clause: joining words and marks before the next one belong to nobody. */
function withoutJoining(tokens: readonly Token[], from: number, to: number): number {
  let end = to;
  while (end > from + 1 && to < tokens.length && isJoining(tokens[end - 1]!)) end -= 1;
  return end;
}
