/** Did-you-mean: the nearest known name, if it is near enough to be a slip. */
export function nearest(word: string, known: Iterable<string>): string | null {
  let [best, least] = [null as string | null, Math.max(2, Math.floor(word.length / 3)) + 1];
  for (const name of known) {
    if (Math.abs(name.length - word.length) >= least) continue;
    const distance = editDistance(word.toLowerCase(), name.toLowerCase());
    if (distance < least) [best, least] = [name, distance];
  }
  return best;
}

/** Levenshtein distance, one row at a time. */
export function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const swap = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(swap, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[b.length]!;
}

export function didYouMean(word: string, known: Iterable<string>): string {
  const name = nearest(word, known);
  return name === null ? "" : ` (did you mean "${name}"?)`;
}
