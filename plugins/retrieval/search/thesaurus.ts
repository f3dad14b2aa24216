import { MEANINGS } from "./meanings.ts";
import { WEIGHTS } from "../weights.ts";
import { stem } from "../words.ts";

/** Of each word, those that share a meaning with it; the more do, the less each pair has to do with each other. */
const RELATED: ReadonlyMap<string, ReadonlyMap<string, number>> = readMeanings(MEANINGS);

/** Each with its nearness, 0 to 1. */
export function relatedTo(term: string): ReadonlyMap<string, number> {
  return RELATED.get(term) ?? NONE;
}

const NONE: ReadonlyMap<string, number> = new Map();

function readMeanings(text: string): Map<string, Map<string, number>> {
  const related = new Map<string, Map<string, number>>();
  for (const meaning of text.trim().split(/,\s+/)) {
    const terms = [...new Set(meaning.split(" ").map(stem))];
    const nearness = 1 / (1 + WEIGHTS.search.crowd * (terms.length - 2));
    for (const term of terms) {
      const others = related.get(term) ?? new Map<string, number>();
      for (const other of terms)
        if (other !== term) others.set(other, Math.max(nearness, others.get(other) ?? 0));
      related.set(term, others);
    }
  }
  return related;
}
