import type { GoalRequest, Proposal } from "../contracts/driver.ts";

/** A source of plans, offered by plugins under the kind `planner`. */
export interface Planner {
  /** Null when it covers the goal with nothing. Throws `usage` when what might cover it is broken. */
  propose(request: GoalRequest): Promise<Proposal | null>;
  /** What it covers that is like the goal, nearest first. */
  nearest(request: GoalRequest): Promise<readonly NearestSkill[]>;
}

export interface NearestSkill {
  readonly name: string;
  readonly example: string;
  readonly score: number;
}
