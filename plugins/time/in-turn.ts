import type { Host } from "../../kernel/host.ts";

const last = new WeakMap<object, Promise<unknown>>();

/** One person's step back after the other: what one has found at rest, the next finds as it left it. */
export function inTurn<T>(host: Host, work: () => Promise<T>): Promise<T> {
  const { runs } = host.kernel();
  const before = last.get(runs) ?? Promise.resolve();
  const mine = before.then(work, work);
  last.set(
    runs,
    mine.catch(() => {}),
  );
  return mine;
}
