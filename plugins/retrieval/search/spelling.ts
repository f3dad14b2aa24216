/** A word that no tool has may be the beginning of one, or one with a slip of the pen. */
export function wordsLike(word: string, vocabulary: Iterable<string>): string[] {
  if (word.length < SHORTEST) return [];
  const like: string[] = [];
  for (const other of vocabulary)
    if (isBeginning(word, other) || isSlip(word, other)) like.push(other);
  return like;
}

/** Shorter words are too like too many others. */
const SHORTEST = 4;

/** `repo` for `repository`, `elastic` for `elasticsearch`. */
function isBeginning(word: string, other: string): boolean {
  return other.length > word.length && other.startsWith(word);
}

/** One letter too many, too few, another one, or two in each other's place; the first letter is right. */
function isSlip(word: string, other: string): boolean {
  if (word[0] !== other[0] || Math.abs(word.length - other.length) > 1 || other.length < SHORTEST)
    return false;
  let start = 0;
  while (start < word.length && word[start] === other[start]) start += 1;
  const [left, right] = [word.slice(start), other.slice(start)];
  return (
    left.slice(1) === right ||
    left === right.slice(1) ||
    left.slice(1) === right.slice(1) ||
    (left[0] === right[1] && left[1] === right[0] && left.slice(2) === right.slice(2))
  );
}
