import { compareVersions } from "../standards/version.ts";
import type { Candidate } from "./source.ts";

export interface Ranked {
  readonly candidate: Candidate;
  /** How well its tags fit; more is better. */
  readonly rank: number;
  readonly build: number;
}

/** The newest version first, and of one version the file that fits best. */
export function bestFirst(ranked: readonly Ranked[]): readonly Candidate[] {
  const sorted = ranked.toSorted(
    (left, right) =>
      compareVersions(right.candidate.version, left.candidate.version) ||
      right.rank - left.rank ||
      right.build - left.build,
  );
  return sorted.map(({ candidate }) => candidate).filter(isFirstOfItsVersion);
}

/** Of one version only the best file stays: the others would lead to the same demands. */
export function isFirstOfItsVersion(
  candidate: Candidate,
  at: number,
  all: readonly Candidate[],
): boolean {
  const before = all[at - 1];
  return before === undefined || compareVersions(before.version, candidate.version) !== 0;
}
