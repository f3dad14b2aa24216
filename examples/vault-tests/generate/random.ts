/** A small seeded generator (mulberry32): the same seed gives the same vault on every machine. */
export type Random = {
  /** A whole number from 0 to `below`, exclusive. */
  int: (below: number) => number;
  chance: (share: number) => boolean;
  pick: <T>(items: readonly [T, ...T[]]) => T;
  sample: <T>(items: readonly T[]) => T | undefined;
};

export function createRandom(seed: number): Random {
  let state = Math.imul(seed + 1, 0x9e3779b1) >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const int = (below: number) => Math.floor(next() * below);
  return {
    int,
    chance: (share) => next() < share,
    pick: (items) => items[int(items.length)] ?? items[0],
    sample: (items) => items[int(items.length)],
  };
}
