import type { Attempt } from "./ours.ts";
import type { Retrieved } from "./retrieved.ts";

/** What was measured on one half of the goals. */
export interface Half {
  readonly single: readonly Attempt[];
  readonly multi: readonly Attempt[];
  readonly retrieved: readonly Retrieved[];
  readonly baseline: readonly Attempt[];
  /** The single-step goals once more, after other goals were proved in the same home; empty where that was not tried. */
  readonly after: readonly Attempt[];
}

type Figures = Readonly<Record<string, number>>;

/** Shares and means. What was not measured has no figure. */
export function figuresOf(half: Half): Figures {
  const { single, multi, retrieved, baseline, after } = half;
  const all = [...single, ...multi];
  return {
    ...(single.length > 0 && { solvedSingle: solvedShare(single) }),
    ...(multi.length > 0 && { solvedMulti: solvedShare(multi) }),
    ...(retrieved.length > 0 && {
      toolTop1: share(retrieved, ({ place }) => place === 0),
      toolTop3: share(retrieved, ({ place }) => place >= 0),
    }),
    ...(baseline.length > 0 && {
      // None at all counts as one, so that the ratio stays a number.
      timesConstrainedJson: solvedCount(single) / Math.max(1, solvedCount(baseline)),
      solvedConstrainedJson: solvedShare(baseline),
      tokensPerGoalConstrainedJson: mean(baseline, ({ tokens }) => tokens),
      millisecondsPerGoalConstrainedJson: mean(baseline, ({ milliseconds }) => milliseconds),
    }),
    ...(after.length > 0 && {
      gainFromUse: solvedShare(after) - solvedShare(single),
      solvedSingleAfterUse: solvedShare(after),
    }),
    ...(all.length > 0 && {
      tokensPerGoal: mean(all, ({ tokens }) => tokens),
      callsPerGoal: mean(all, ({ calls }) => calls),
      millisecondsPerGoal: mean(all, ({ milliseconds }) => milliseconds),
    }),
  };
}

export function named(figures: Figures, suffix: string): Figures {
  return Object.fromEntries(Object.entries(figures).map(([name, value]) => [name + suffix, value]));
}

function solvedShare(attempts: readonly Attempt[]): number {
  return share(attempts, ({ solved }) => solved);
}

function solvedCount(attempts: readonly Attempt[]): number {
  return attempts.filter(({ solved }) => solved).length;
}

function share<T>(all: readonly T[], holds: (one: T) => boolean): number {
  return all.filter(holds).length / all.length;
}

function mean<T>(all: readonly T[], value: (one: T) => number): number {
  return all.reduce((sum, one) => sum + value(one), 0) / all.length;
}
