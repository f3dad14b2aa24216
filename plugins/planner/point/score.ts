import type { JsonObject, JsonValue } from "../../../kernel/json.ts";
import { STOP } from "../goal/words.ts";
import { isBalanced, type Span, type Token, tokensOf } from "../goal/span.ts";
import type { Candidate, Reading } from "./candidate.ts";
import { type Features, featuresOf, likeness } from "./features.ts";
import type { Kind, Parameter } from "./parameter.ts";

/** How the places of a parameter's values looked in worked examples, with how much each counts. */
export type Profile = readonly { readonly features: Features; readonly weight: number }[];

interface Worked {
  readonly goal: string;
  readonly args: JsonObject;
  /** How near its goal is to this one, 0 to 1. */
  readonly nearness: number;
}

/** Where a parameter's values stood in the goals of worked examples. */
export function profileOf(
  parameter: Pick<Parameter, "path">,
  examples: readonly Worked[],
): Profile {
  return examples.flatMap(({ goal, args, nearness }) => {
    const value = valueAt(args, parameter.path);
    if (typeof value !== "string" && typeof value !== "number") return [];
    const features = placeOf(String(value), goal);
    return features ? [{ features, weight: 0.5 + nearness }] : [];
  });
}

export function valueAt(args: JsonValue | undefined, path: string): JsonValue | undefined {
  let value: JsonValue | undefined = args;
  for (const key of path.split(/[.[\]]+/).filter((part) => part !== "")) {
    if (typeof value !== "object" || value === null) return undefined;
    value = (value as Record<string, JsonValue>)[key];
  }
  return value;
}

function placeOf(value: string, goal: string): Features | null {
  const tokens = tokensOf(goal);
  const exact = tokens.find((token) => token.text === value);
  if (exact) return featuresOf(exact, tokens);
  const start = goal.indexOf(value);
  if (start < 0) return null;
  const span: Span = {
    text: value,
    start,
    end: start + value.length,
    shape: "phrase",
    isQuoted: false,
  };
  return featuresOf({ ...span, shape: shapeIn(span, tokens) }, tokens);
}

function shapeIn(span: Span, tokens: readonly Token[]): Span["shape"] {
  const inside = tokens.filter(({ start, end }) => start >= span.start && end <= span.end);
  return inside.length === 1 ? inside[0]!.shape : "phrase";
}

/** How well a candidate fits a parameter: by what it looks like, and by where such values stood before. 0 to 10 or so. */
export function scoreOf(
  { kind, name }: Pick<Parameter, "kind" | "name">,
  candidate: Candidate,
  profile: Profile,
  reading: Reading,
): number {
  const { features, place } = candidate;
  if (!features || !place) return 0;
  const alike = profile
    .map(({ features: known, weight }) => likeness(features, known) * weight)
    .toSorted((a, b) => b - a)
    .slice(0, 3);
  const learned = alike.length === 0 ? 0 : alike.reduce((sum, one) => sum + one, 0) / alike.length;
  const cue = cueScore(name, kind, features) * (alike.length === 0 ? 2 : 1);
  return (
    learned * 5 +
    cue +
    looks(kind, features, candidate.label) +
    cut(kind, place, candidate.label, reading)
  );
}

/** What speaks against a span: it begins with the verb, runs over a colon, or hides a value in words around it. */
function cut(
  kind: Kind,
  place: { readonly start: number; readonly end: number },
  text: string,
  { tokens, clause }: Reading,
): number {
  const inside = tokens.filter(({ start, end }) => start >= place.start && end <= place.end);
  if (inside.length < 2 && kind !== "text") return 0;
  let score = inside[0] === tokens[0] && tokens.length > 1 && !inside[0]?.isQuoted ? -1.5 : 0;
  if (inside.length < 2) return score;
  if (inside.slice(0, -1).some(({ mark }) => mark.startsWith(":"))) score -= 2;
  const isText = kind === "code" || kind === "text";
  if (isText && !(isBalanced(text) && isBalanced(clause.text.slice(0, place.start)))) score -= 2;
  // "print(1) in Python": the code ends where its brackets do.
  if (kind === "code" && /[)\]}] (?:in|as|with|using|through) [\p{L}\p{N}.]+$/u.test(text))
    score -= 1.5;
  if (kind === "path" || kind === "glob" || kind === "name")
    if (inside.some(({ shape, isQuoted }) => isQuoted || shape === "path" || shape === "glob"))
      score -= 3;
  return score;
}

/** What a value of a kind looks like. */
function looks(kind: Kind, { shape, isQuoted, size, isLast }: Features, label: string): number {
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
  const first = LEADING.has(words[0]!) || (kind === "code" && STOP.has(words[0]!)) ? -1.5 : 0;
  const strict = shape === "path" || shape === "url" ? -1 : 0;
  const tail = words.length > 1 && TRAILING.has(words.at(-1)!) ? -1.5 : 0;
  const announced = ANNOUNCING.test(label) ? -2 : 0;
  return (isLast ? 0.8 : 0) + first + strict + tail + announced;
}

/** "the text sunny": the text is "sunny". */
const ANNOUNCING =
  /^(?:the )?(?:text|message|contents?|words?|phrase|line|string|command|expression|question) \S/i;

/** Words that begin something else. */
const TRAILING = new Set(
  "to in into from of for as with at on and or the a an my it them".split(" "),
);

/** Words that lead up to a text and are no part of it. */
const LEADING = new Set("with for about that saying says called in on to".split(" "));

/** What the words before a value say of it, for tools without worked examples. */
const CUES: readonly (readonly [RegExp, ReadonlySet<string>])[] = (
  [
    [/^(?:to|dest|destination|target|new.*)$/i, "to into as onto with by"],
    [/^(?:from|src|source|old.*)$/i, "from move rename copy replace change"],
    [
      /^(?:content|contents|text|body|message|note|value)$/i,
      "saying with that containing: containing text: content: says reading:",
    ],
    [
      /^(?:query|question|pattern|search|term|keyword)$/i,
      "for about mentions mentioning containing matching word text phrase say says mention",
    ],
    [
      /^(?:path|file|dir|directory|folder)$/i,
      "in inside file folder directory of from under at read open show list delete remove",
    ],
  ] as const
).map(([pattern, words]) => [pattern, new Set(words.split(" "))]);

const PLACES = new Set(
  "folder directory dir file note document folders files called named".split(" "),
);

function cueScore(name: string, kind: Kind, { before, after }: Features): number {
  // "with the message all is well": the parameter is called by its name.
  const named = before === name.toLowerCase() ? 1.5 : 0;
  const spoken = CUES.some(([pattern, words]) => pattern.test(name) && words.has(before)) ? 1 : 0;
  const beside = kind === "path" && (PLACES.has(after) || PLACES.has(before)) ? 1.2 : 0;
  const isText = kind === "text" || kind === "code";
  return named + spoken + beside + (isText && before.endsWith(":") ? 2 : 0);
}
