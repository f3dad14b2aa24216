import type { Query } from "./golden.ts";

/** A query with the keys of the tools that were found, best first. */
export interface Found {
  readonly query: Query;
  readonly keys: readonly string[];
}

/** The share of the right tools among the first `most`, of as many as could stand there; the mean over all queries. */
export function recallAt(most: number, all: readonly Found[]): number {
  return mean(
    all.map(({ query: { right }, keys }) => {
      const first = new Set(keys.slice(0, most));
      return right.filter((key) => first.has(key)).length / Math.min(right.length, most);
    }),
  );
}

/** The share of queries with a right tool among the first `most`. */
export function hitAt(most: number, all: readonly Found[]): number {
  return mean(all.map((found) => (placeOf(found) < most ? 1 : 0)));
}

/** The mean of 1 over the place of the first right tool. */
export function reciprocalRank(all: readonly Found[]): number {
  return mean(all.map((found) => 1 / (placeOf(found) + 1)));
}

/** Of the first right tool, from 0; infinite where there is none. */
function placeOf({ query, keys }: Found): number {
  const place = keys.findIndex((key) => query.right.includes(key));
  return place === -1 ? Number.POSITIVE_INFINITY : place;
}

function mean(values: readonly number[]): number {
  if (values.length === 0) throw new Error("there is no query in this half");
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
