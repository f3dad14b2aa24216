import { isObject, type JsonObject, type JsonValue } from "../../../kernel/json.ts";
import { STOP } from "../goal/words.ts";
import type { Candidate, Reading } from "./candidate.ts";
import { strictSpans } from "./candidate.ts";
import type { Parameter } from "./parameter.ts";

export interface Scored {
  readonly candidate: Candidate;
  readonly score: number;
}

/** A parameter with what it may point at, best first. */
export interface Choice {
  readonly parameter: Parameter;
  readonly scored: readonly Scored[];
}

/** One way to fill a call. */
export interface Filling {
  readonly picks: readonly {
    readonly parameter: Parameter;
    readonly candidate: Candidate;
    readonly score: number;
  }[];
  readonly score: number;
}

const TRIED = 12;

/** The best fillings of a call in which no two arguments take the same piece of the goal. */
export function bestFillings(choices: readonly Choice[], most: number): Filling[] {
  let partial: Filling[] = [{ picks: [], score: 0 }];
  for (const { parameter, scored } of choices) {
    const grown: Filling[] = [];
    for (const { picks, score } of partial) {
      for (const one of scored.slice(0, TRIED)) {
        if (picks.some(({ candidate }) => overlaps(candidate, one.candidate))) continue;
        const pick = { parameter, candidate: one.candidate, score: one.score };
        grown.push({ picks: [...picks, pick], score: score + one.score });
      }
    }
    partial = grown.toSorted((a, b) => b.score - a.score).slice(0, Math.max(most, TRIED * 4));
  }
  return partial.slice(0, most);
}

function overlaps(a: Candidate, b: Candidate): boolean {
  if (!a.place || !b.place) return false;
  return a.place.start < b.place.end && b.place.start < a.place.end;
}

/** Pieces of the goal that look like values and that a filling leaves out: the less, the better the tool fits. */
export function leftOut(reading: Reading, { picks }: Filling): number {
  return strictSpans(reading).filter(
    ({ start, end }) =>
      !picks.some(({ candidate: { place } }) => place && place.start <= start && place.end >= end),
  ).length;
}

/** Plain words of the goal that neither the filling takes nor the tool knows; the verb is no value. */
export function wordsLeftOut(
  { tokens }: Reading,
  { picks }: Filling,
  known: ReadonlySet<string>,
): number {
  return tokens.slice(1).filter(({ shape, isQuoted, word, start, end }) => {
    if (shape !== "word" || isQuoted || STOP.has(word) || known.has(word) || !/\p{L}/u.test(word))
      return false;
    return !picks.some(
      ({ candidate: { place } }) => place && place.start <= start && place.end >= end,
    );
  }).length;
}

/** The arguments that a filling makes, and where each comes from. */
export function argumentsOf({ picks }: Filling): { args: JsonObject; from: JsonObject } {
  const args = {};
  const from: Record<string, JsonObject> = {};
  for (const { parameter, candidate } of picks) {
    put(args, parameter.path, candidate.value);
    from[parameter.path] = candidate.from;
  }
  return { args, from };
}

/** Writes a value to `edits[0].oldText`, making what is missing on the way. Only own members count: no name reaches a prototype. */
export function put(target: object, path: string, value: unknown): void {
  const keys = path.split(/[.[\]]+/).filter((part) => part !== "");
  let place = target as Record<string, unknown>;
  keys.forEach((key, index) => {
    const isLast = index === keys.length - 1;
    const next = isLast ? value : /^\d+$/.test(keys[index + 1]!) ? [] : {};
    if (isLast || !Object.hasOwn(place, key))
      Object.defineProperty(place, key, {
        value: next,
        writable: true,
        enumerable: true,
        configurable: true,
      });
    place = place[key] as Record<string, unknown>;
  });
}

/** Every single value of a call's arguments with its path: `edits[0].oldText`. */
export function argumentPaths(value: JsonValue, path = ""): [string, JsonValue][] {
  if (Array.isArray(value))
    return value.flatMap((one: JsonValue, index) => argumentPaths(one, `${path}[${index}]`));
  if (!isObject(value)) return [[path, value]];
  return Object.entries(value).flatMap(([key, member]) =>
    argumentPaths(member, path === "" ? key : `${path}.${key}`),
  );
}
