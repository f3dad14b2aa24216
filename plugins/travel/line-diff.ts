/** A stretch that both texts have: `length` lines from `a` and from `b` on, counted from 0. */
export interface Match {
  readonly a: number;
  readonly b: number;
  readonly length: number;
}

/** Beyond so many changed lines a piece is cut at lines that occur once, or else counts as replaced. */
const MOST_CHANGES = 1500;

/** What two lists of lines have in common, in order: as few changes as can be (Myers 1986), up to the limit above. */
export function matchLines(a: readonly string[], b: readonly string[]): Match[] {
  const numbers = new Map<string, number>();
  const intern = (line: string) =>
    numbers.get(line) ?? (numbers.set(line, numbers.size), numbers.size - 1);
  return joined(match(a.map(intern), b.map(intern), 0, 0));
}

function match(a: readonly number[], b: readonly number[], aFrom: number, bFrom: number): Match[] {
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head += 1;
  let tail = 0;
  const most = Math.min(a.length, b.length) - head;
  while (tail < most && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail += 1;
  const innerA = a.slice(head, a.length - tail);
  const innerB = b.slice(head, b.length - tail);
  const inner =
    innerA.length === 0 || innerB.length === 0
      ? []
      : (shortest(innerA, innerB) ?? anchored(innerA, innerB));
  return [
    { a: aFrom, b: bFrom, length: head },
    ...inner.map((one) => ({ ...one, a: one.a + aFrom + head, b: one.b + bFrom + head })),
    { a: aFrom + a.length - tail, b: bFrom + b.length - tail, length: tail },
  ].filter(({ length }) => length > 0);
}

/** Myers' greedy algorithm: the furthest reach on each diagonal for each number of changes. Null: too many changes. */
function shortest(a: readonly number[], b: readonly number[]): Match[] | null {
  const most = Math.min(a.length + b.length, MOST_CHANGES);
  const reach = new Int32Array(2 * most + 3);
  const middle = most + 1;
  const trace: Int32Array[] = [];
  for (let changes = 0; changes <= most; changes++) {
    trace.push(reach.slice(middle - changes - 1, middle + changes + 2));
    for (let diagonal = -changes; diagonal <= changes; diagonal += 2) {
      const down = isDown(reach, middle, diagonal, changes);
      let x = down ? reach[middle + diagonal + 1]! : reach[middle + diagonal - 1]! + 1;
      while (x < a.length && x - diagonal < b.length && a[x] === b[x - diagonal]) x += 1;
      reach[middle + diagonal] = x;
      if (x >= a.length && x - diagonal >= b.length) return walkBack(trace, a.length, b.length);
    }
  }
  return null;
}

function isDown(reach: Int32Array, middle: number, diagonal: number, changes: number): boolean {
  if (diagonal === -changes) return true;
  return diagonal !== changes && reach[middle + diagonal - 1]! < reach[middle + diagonal + 1]!;
}

function walkBack(trace: readonly Int32Array[], endA: number, endB: number): Match[] {
  const matches: Match[] = [];
  let x = endA;
  let y = endB;
  for (let changes = trace.length - 1; changes >= 0; changes--) {
    const reach = trace[changes]!;
    const middle = changes + 1;
    const diagonal = x - y;
    const down = isDown(reach, middle, diagonal, changes);
    const startX =
      changes === 0 ? 0 : down ? reach[middle + diagonal + 1]! : reach[middle + diagonal - 1]! + 1;
    matches.push({ a: startX, b: startX - diagonal, length: x - startX });
    x = down ? startX : startX - 1;
    y = x - (down ? diagonal + 1 : diagonal - 1);
  }
  return matches.reverse().filter(({ length }) => length > 0);
}

/** Patience: lines that each side has once, in the longest order they share, cut the rest into pieces. */
function anchored(a: readonly number[], b: readonly number[]): Match[] {
  const placesB = once(b);
  const pairs = [...once(a)].flatMap(([line, x]) => {
    const y = placesB.get(line);
    return y === undefined ? [] : [{ x, y }];
  });
  const anchors = longestIncreasing(pairs.toSorted((one, other) => one.x - other.x));
  if (anchors.length === 0) return [];
  const matches: Match[] = [];
  let fromA = 0;
  let fromB = 0;
  for (const { x, y } of [...anchors, { x: a.length, y: b.length }]) {
    matches.push(...match(a.slice(fromA, x), b.slice(fromB, y), fromA, fromB));
    if (x < a.length) matches.push({ a: x, b: y, length: 1 });
    fromA = x + 1;
    fromB = y + 1;
  }
  return matches;
}

/** Lines that occur once, with their place. */
function once(lines: readonly number[]): Map<number, number> {
  const places = new Map<number, number>();
  const seen = new Set<number>();
  lines.forEach((line, place) => {
    if (seen.has(line)) places.delete(line);
    else places.set(line, place);
    seen.add(line);
  });
  return places;
}

interface Pair {
  readonly x: number;
  readonly y: number;
}

/** The longest part of the list in which `y` grows. */
function longestIncreasing(pairs: readonly Pair[]): Pair[] {
  const tails: number[] = [];
  const before = new Int32Array(pairs.length).fill(-1);
  pairs.forEach(({ y }, index) => {
    let low = 0;
    let high = tails.length;
    while (low < high) {
      const half = (low + high) >> 1;
      if (pairs[tails[half]!]!.y < y) low = half + 1;
      else high = half;
    }
    before[index] = low === 0 ? -1 : tails[low - 1]!;
    tails[low] = index;
  });
  const found: Pair[] = [];
  for (let at = tails.at(-1) ?? -1; at >= 0; at = before[at]!) found.push(pairs[at]!);
  return found.reverse();
}

/** Matches that touch on both sides are one. */
function joined(matches: readonly Match[]): Match[] {
  const whole: Match[] = [];
  for (const one of matches) {
    const last = whole.at(-1);
    const touches = last && last.a + last.length === one.a && last.b + last.length === one.b;
    if (touches) whole[whole.length - 1] = { ...last, length: last.length + one.length };
    else whole.push(one);
  }
  return whole;
}
