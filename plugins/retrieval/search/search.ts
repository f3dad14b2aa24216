import { WEIGHTS } from "../weights.ts";
import type { Book, Library } from "./library.ts";
import type { Concept, Sought } from "./sought.ts";

/** How well each tool's text fits, 0 to 1. */
export function search(sought: Sought, library: Library): Map<string, number> {
  const { half, usualTools } = WEIGHTS.search;
  const sums = new Float64Array(library.books.length);
  for (const concept of sought.concepts) {
    const best = new Float64Array(library.books.length);
    for (const [term, weight] of concept) {
      const places = library.places.get(term) ?? [];
      const having = Math.min(places.length, usualTools);
      const rarity = Math.log(1 + (usualTools - having + 0.5) / (having + 0.5));
      for (const { book, share } of places)
        best[book] = Math.max(best[book]!, weight * rarity * share);
    }
    addServer(concept, library, best);
    for (const [book, value] of best.entries()) sums[book]! += value;
  }
  return new Map(
    library.books.map((book, index) => {
      const whole = sums[index]! * deedFactor(sought, book);
      return [book.key, whole ** 2 / (whole ** 2 + half ** 2)];
    }),
  );
}

/** Who names a server wants it. */
function addServer(concept: Concept, { books, servers }: Library, best: Float64Array): void {
  const named = [...concept].filter(([term]) => servers.has(term));
  if (named.length === 0) return;
  for (const [index, { server }] of books.entries())
    for (const [term, weight] of named)
      if (server.has(term))
        best[index] = Math.max(best[index]!, weight * weight * WEIGHTS.search.server);
}

function deedFactor({ deed }: Sought, book: Book): number {
  if (deed === null || book.deed === null) return 1;
  return deed === book.deed ? WEIGHTS.search.sameDeed : WEIGHTS.search.otherDeed;
}
