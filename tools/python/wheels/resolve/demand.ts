import { formatVersion } from "../standards/version.ts";
import { fits, isPinned, wantsPreReleases } from "../standards/specifiers.ts";
import { isPreRelease } from "../standards/version.ts";
import { formatRequirement, type Requirement } from "../standards/requirement.ts";
import type { Candidate, Offer } from "../sources/source.ts";
import { PackagesError } from "../problem.ts";

/** A requirement whose condition holds, and whose it is. */
export interface Demand {
  readonly requirement: Requirement;
  /** Null: the person's. */
  readonly by: Candidate | null;
}

/** Those that every demand takes, in their order. A pre-release only when it is asked for or there is nothing else. */
export function meeting(
  candidates: readonly Candidate[],
  demands: readonly Demand[],
): readonly Candidate[] {
  const pinned = demands.some(({ requirement }) => isPinned(requirement.specifiers));
  const wanted = demands.some(({ requirement }) => wantsPreReleases(requirement.specifiers));
  const fitting = candidates.filter(
    (candidate) =>
      (pinned || !candidate.isYanked) &&
      demands.every(({ requirement }) => fits(requirement.specifiers, candidate.version)),
  );
  const finals = fitting.filter((candidate) => !isPreRelease(candidate.version));
  return wanted || finals.length === 0 ? fitting : finals;
}

/** Why nothing meets the demands on one package: there is none, or none for one of them, or two exclude each other. */
export function explainConflict(
  name: string,
  offer: Offer,
  demands: readonly Demand[],
): PackagesError {
  if (offer.candidates.length === 0) {
    const by = demands[0]?.by;
    return new PackagesError("missing", `${offer.absence}${by ? `; ${label(by)} needs it` : ""}`);
  }
  const alone = demands.find((demand) => meeting(offer.candidates, [demand]).length === 0);
  if (alone !== undefined) {
    const newest = offer.candidates[0];
    const known = newest === undefined ? "" : formatVersion(newest.version);
    return new PackagesError(
      "missing",
      `no version of ${name} that runs here fits ${said(alone)}; the newest that runs here is ${known}`,
    );
  }
  const pair = clashingPair(offer, demands);
  const [left, right] = pair ?? demands;
  const sides = [left, right].flatMap((demand) => (demand === undefined ? [] : [said(demand)]));
  return new PackagesError(
    "conflict",
    `no version of ${name} that runs here meets both ${sides.join(" and ")}; ask for other versions, ` +
      `or put them into two images`,
  );
}

/** Null: every demand leaves it to the index where its package comes from. */
export function wantedElsewhere(demands: readonly Demand[]): PackagesError | null {
  const found = demands.find(({ requirement }) => requirement.address !== null);
  if (found === undefined) return null;
  const who = found.by === null ? "the request" : label(found.by);
  return new PackagesError(
    "missing",
    `${who} wants ${found.requirement.name} from an address of its own, which is not fetched; ` +
      `ask for another version`,
  );
}

function clashingPair(
  offer: Offer,
  demands: readonly Demand[],
): readonly [Demand, Demand] | undefined {
  for (const [at, left] of demands.entries())
    for (const right of demands.slice(at + 1))
      if (meeting(offer.candidates, [left, right]).length === 0) return [left, right];
  return undefined;
}

function said(demand: Demand): string {
  const by = demand.by === null ? "that was asked for" : `that ${label(demand.by)} needs`;
  return `${formatRequirement(demand.requirement)} (${by})`;
}

export function label(candidate: Candidate): string {
  return `${candidate.name} ${formatVersion(candidate.version)}`;
}
