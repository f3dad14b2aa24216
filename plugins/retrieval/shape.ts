import { WEIGHTS } from "./weights.ts";
import { isSmallWord, stem, wordsOf } from "./words.ts";

/** Words of a masked goal with what each counts, small ones too: how a goal is put says what it wants. */
export type Shape = ReadonlyMap<string, number>;

export function shapeOf(masked: string): Shape {
  const { smallWord } = WEIGHTS.likeness;
  return new Map(wordsOf(masked).map((word) => [stem(word), isSmallWord(word) ? smallWord : 1]));
}

/** A. Tversky, "Features of similarity" (1977): what both say against what only one of them says, 0 to 1. */
export function sameWords(goal: Shape, example: Shape): number {
  const { goalOnly, exampleOnly } = WEIGHTS.likeness;
  let shared = 0;
  for (const [word, weight] of goal) if (example.has(word)) shared += weight;
  if (shared === 0) return 0;
  const different = goalOnly * (sum(goal) - shared) + exampleOnly * (sum(example) - shared);
  return shared / (shared + different);
}

function sum(words: Shape): number {
  let total = 0;
  for (const weight of words.values()) total += weight;
  return total;
}
