import type { GoalTraits } from "../goal-traits.ts";
import { WEIGHTS } from "../weights.ts";
import { stem, termsOf } from "../words.ts";
import { type Deed, deedOfGoal } from "./deed.ts";
import type { Library } from "./library.ts";
import { plainly } from "./phrases.ts";
import { wordsLike } from "./spelling.ts";
import { relatedTo } from "./thesaurus.ts";

/** One thing that a goal speaks of: the words a tool may have for it, each with how sure that is, 0 to 1. */
export type Concept = ReadonlyMap<string, number>;

export interface Sought {
  readonly concepts: readonly Concept[];
  readonly deed: Deed | null;
}

/** What a goal looks for, in the words of these tools. */
export function soughtBy(traits: GoalTraits, library: Library): Sought {
  const text = plainly(traits.masked);
  const terms = new Set(termsOf(text).filter((term) => !FILLERS.has(term)));
  return {
    concepts: [...terms].map((term) => conceptOf(term, library)),
    deed: traits.isQuestion ? "look" : deedOfGoal(text),
  };
}

/** What people say around what they want. */
const FILLERS: ReadonlySet<string> = new Set(
  (
    "again also anything bit going hello hey hi kind lot many maybe much put quick quickly really say says soon something stuff take " +
    "thank thanks thing too very way whether yet"
  )
    .split(" ")
    .map(stem),
);

function conceptOf(term: string, { places, servers, vocabulary }: Library): Concept {
  const { related, like } = WEIGHTS.search;
  const concept = new Map<string, number>();
  const isKnown = places.has(term) || servers.has(term) || relatedTo(term).size > 0;
  const near = isKnown ? [] : wordsLike(term, vocabulary);
  const add = (other: string, sure: number) =>
    concept.set(other, Math.max(sure, concept.get(other) ?? 0));
  for (const other of near) {
    for (const [third, nearness] of relatedTo(other)) add(third, related * nearness * like);
    add(other, like);
  }
  // A server is called by the beginning of its name even where other tools have that word.
  for (const server of isKnown ? wordsLike(term, servers) : []) add(server, like);
  for (const [other, nearness] of relatedTo(term)) add(other, related * nearness);
  add(term, 1);
  return concept;
}
