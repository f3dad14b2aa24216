/** A schema or a value that would take too long: hostile, or larger than anything a tool sends. */
export class TooMuchWork extends Error {}

/** What one judgement may take. A unit is some 20 to 100 ns. */
const MOST_WORK = 10_000_000;

/** Counts the work of one judgement at a time, so that neither a schema nor a value can hang the kernel. */
export interface Work {
  spend(units: number): void;
  /** A new judgement begins. */
  begin(): void;
}

export function createWork(most = MOST_WORK): Work {
  let left = most;
  return {
    begin: () => void (left = most),
    spend(units) {
      left -= units;
      if (left < 0) throw new TooMuchWork("it would take too long");
    },
  };
}
