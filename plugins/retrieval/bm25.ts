import { WEIGHTS } from "./weights.ts";

/** How often each word stands in a tool, weighted by field, and the length that comes of it. */
export interface WordCounts {
  readonly counts: ReadonlyMap<string, number>;
  readonly length: number;
}

export interface Fields {
  readonly name: readonly string[];
  readonly description: readonly string[];
  readonly parameters: readonly string[];
}

/** BM25F (Robertson, Zaragoza, Taylor 2004): fields are weighted before their counts are saturated, not after. */
export function countWords(fields: Fields): WordCounts {
  const { name, description, parameters } = WEIGHTS.bm25;
  const counts = new Map<string, number>();
  let length = 0;
  for (const [words, weight] of [
    [fields.name, name],
    [fields.description, description],
    [fields.parameters, parameters],
  ] as const) {
    length += words.length * weight;
    for (const word of words) counts.set(word, (counts.get(word) ?? 0) + weight);
  }
  return { counts, length };
}

/**
 * BM25 as a number from 0 to 1: `s / (s + half)` of
 * `s = Σ idf(w) · f(w) · (k1 + 1) / (f(w) + k1 · (1 − b + b · length / usualLength))`,
 * `idf(w) = ln(1 + (N − n(w) + 0.5) / (n(w) + 0.5))`.
 *
 * N and the usual length are constants where the textbook takes them from the collection: a tool that shares no word
 * with the goal then changes nothing for the others, and the scores of two goals can be compared.
 */
export function bm25(
  query: Iterable<string>,
  document: WordCounts,
  toolsWith: (word: string) => number,
): number {
  const { k1, b, usualLength, usualTools, half } = WEIGHTS.bm25;
  const norm = k1 * (1 - b + (b * document.length) / usualLength);
  let sum = 0;
  for (const word of query) {
    const count = document.counts.get(word);
    if (count === undefined) continue;
    const tools = Math.min(toolsWith(word), usualTools);
    const rarity = Math.log(1 + (usualTools - tools + 0.5) / (tools + 0.5));
    sum += (rarity * count * (k1 + 1)) / (count + norm);
  }
  return sum / (sum + half);
}
