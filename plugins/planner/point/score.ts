import type { JsonObject, JsonValue } from "../../../kernel/json.ts";
import { type Span, type Token, tokensOf, tokensWithin } from "../goal/span.ts";
import type { Candidate, Reading } from "./candidate.ts";
import { doubt, looks } from "./looks.ts";
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
  const { inside } = tokensWithin(tokens, span);
  return inside.length === 1 ? inside[0]!.shape : "phrase";
}

/** How well a candidate fits a parameter: by what it looks like, and by where such values stood before. 0 to 10 or so. */
export function scoreOf(
  { kind, name, isRequired, verbs }: Pick<Parameter, "kind" | "name" | "isRequired" | "verbs">,
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
  // A number means nothing by itself: the words beside it say what it counts.
  if (kind === "number" && alike.length === 0 && !isRequired)
    return countedAs(name, features) ? 4 : 1;
  const counted = kind === "number" && !isRequired && countedAs(name, features) ? 1.5 : 0;
  const said = (kind === "text" || kind === "code") && verbs.has(features.before) ? 1 : 0;
  const cue = (cueScore(name, kind, features) + said) * (alike.length === 0 ? 2 : 1);
  return (
    learned * 5 +
    cue +
    counted +
    looks(kind, features, candidate.label) +
    doubt(kind, name, { label: candidate.label, place, features }, reading)
  );
}

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
      "in inside file folder directory of from under at read open show list search delete remove",
    ],
  ] as const
).map(([pattern, words]) => [pattern, new Set(words.split(" "))]);

/** "from line 120", "up to line 30", "limit 5". */
function countedAs(name: string, { before, before2 }: Features): boolean {
  const parts = name.split(/_|(?=[A-Z])/).map((part) => part.toLowerCase());
  if (parts.includes(before) && parts.length === 1) return true;
  const near = [before, before2];
  const isFirst = parts.some((part) =>
    ["start", "first", "from", "since", "min", "offset"].includes(part),
  );
  const isLast = parts.some((part) =>
    ["end", "last", "to", "until", "max", "limit"].includes(part),
  );
  if (isFirst) return near.some((word) => ["from", "starting", "after", "since"].includes(word));
  return isLast && near.some((word) => ["to", "until", "through", "till", "most"].includes(word));
}

const PLACES = new Set(
  "folder directory dir file note document folders files called named".split(" "),
);

function cueScore(name: string, kind: Kind, { before, after }: Features): number {
  // "with the message all is well": the parameter is called by its name.
  const named = before === name.toLowerCase() ? 1.5 : 0;
  const spoken = CUES.some(([pattern, words]) => pattern.test(name) && words.has(before)) ? 1 : 0;
  const beside = kind === "path" && (PLACES.has(after) || PLACES.has(before)) ? 1.2 : 0;
  const within = kind === "path" && ["under", "inside", "within"].includes(before) ? 1.2 : 0;
  return named + spoken + Math.max(beside, within);
}
