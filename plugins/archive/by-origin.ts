import type { SealedEvent } from "../../kernel/ledger/index.ts";

/** Events that come origin by origin, as one sequence for each. */
export function* byOrigin(
  events: Iterable<SealedEvent>,
): Iterable<[string, Iterable<SealedEvent>]> {
  const all = events[Symbol.iterator]();
  let next = all.next();
  function* of(origin: string): Iterable<SealedEvent> {
    while (!next.done && next.value.source === origin) {
      yield next.value;
      next = all.next();
    }
  }
  try {
    while (!next.done) {
      const { source } = next.value;
      yield [source, of(source)];
    }
  } finally {
    all.return?.();
  }
}
