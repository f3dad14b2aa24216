import type { Alternative, Reasons } from "../contracts/decisions.ts";
import type { NearestSkill } from "./nearest.ts";

/** A trigger that takes the whole goal. */
export interface Taking {
  readonly name: string;
  readonly trigger: string;
  /** Characters of the goal that its slots took. */
  readonly taken: number;
}

/** Ways not taken that are named. */
const NAMED = 4;

/** All skills that could have been meant. */
interface Others {
  readonly nearest: readonly NearestSkill[];
  /** Those that change something, of a run that may not. */
  readonly barred: ReadonlySet<string>;
}

/** Why the first of the skills that take a goal makes the plan. */
export function skillReasons(
  goal: string,
  [best, ...others]: readonly [Taking, ...Taking[]],
  { nearest, barred }: Others,
): Reasons {
  const scores = new Map(nearest.map(({ name, score }) => [name, score]));
  const also = distinct(others.filter(({ name }) => name !== best.name));
  const rivals = also.map(({ name, trigger, taken }): Alternative => ({
    choice: `the skill ${name}`,
    reason: `its trigger ${JSON.stringify(trigger)} takes the goal too, and leaves ${share(taken, goal)} to its slots`,
    score: scores.get(name) ?? null,
  }));
  const names = new Set([best, ...also].map(({ name }) => name));
  const distant = nearest
    .filter(({ name }) => !names.has(name))
    .map(({ name, score }): Alternative => ({
      choice: `the skill ${name}`,
      reason: barred.has(name)
        ? "it changes something, and the run may only read"
        : "no trigger of it takes the whole goal",
      score,
    }));
  const least = also.length > 0 ? ", the least of all that take it" : "";
  return {
    kind: "plan",
    choice: `the skill ${best.name}`,
    rationale: `its trigger ${JSON.stringify(best.trigger)} takes the whole goal, and leaves ${share(best.taken, goal)} to its slots${least}`,
    alternatives: [...rivals, ...distant].slice(0, NAMED),
    confidence: null,
    grounds: [],
  };
}

function share(taken: number, goal: string): string {
  return `${taken} of ${goal.length} characters`;
}

function distinct(takings: readonly Taking[]): Taking[] {
  const seen = new Set<string>();
  return takings.filter(({ name }) => !seen.has(name) && Boolean(seen.add(name)));
}
