/** Items in order of their key, loaded when their turn comes. */
export interface Batch<T> {
  /** The smallest key in it. */
  readonly least: number;
  load(): readonly T[];
}

/** All items of all batches in order; batches may overlap. */
export function* inOrder<T>(batches: readonly Batch<T>[], key: (item: T) => number): Iterable<T> {
  const waiting = batches.toSorted((a, b) => b.least - a.least);
  const open: { items: readonly T[]; at: number }[] = [];
  for (;;) {
    const keys = open.map(({ items, at }) => key(items[at]!));
    const smallest = Math.min(...keys);
    const next = waiting.at(-1);
    if (next && next.least <= smallest) {
      waiting.pop();
      const items = next.load();
      if (items.length > 0) open.push({ items, at: 0 });
      continue;
    }
    const turn = keys.indexOf(smallest);
    const one = open[turn];
    if (!one) return;
    yield one.items[one.at]!;
    one.at += 1;
    if (one.at === one.items.length) open.splice(turn, 1);
  }
}

/** Two sequences that are in order, as one; ends the one that it no longer reads. */
export function* merged<T>(
  first: Iterable<T>,
  second: Iterable<T>,
  key: (item: T) => number,
): Iterable<T> {
  const rest = second[Symbol.iterator]();
  try {
    let other = rest.next();
    for (const item of first) {
      while (!other.done && key(other.value) < key(item)) {
        yield other.value;
        other = rest.next();
      }
      yield item;
    }
    while (!other.done) {
      yield other.value;
      other = rest.next();
    }
  } finally {
    rest.return?.();
  }
}
