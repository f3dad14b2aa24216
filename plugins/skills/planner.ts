import type { GoalRequest, Proposal } from "../contracts/driver.ts";
import { KernelError, usage } from "../../kernel/error.ts";
import type { Catalog } from "./catalog.ts";
import { instantiate } from "./instantiate.ts";
import { type NearestSkill, rankSkills } from "./nearest.ts";
import { skillReasons, type Taking } from "./reasons.ts";
import type { Found, PlanTemplate, Skill } from "./skill.ts";
import type { SlotType } from "./slot-types.ts";
import { readSlots, slotValue } from "./slots.ts";
import { type Captures, type Goal, match, readGoal } from "./trigger.ts";

/** As the goal driver knows it: a source of plans. */
export interface Planner {
  /** Null when it covers the goal with nothing. Throws `usage` when what might cover it is broken. */
  propose(request: GoalRequest): Promise<Proposal | null>;
  nearest(request: GoalRequest): Promise<readonly NearestSkill[]>;
}

interface Match {
  readonly skill: Skill;
  readonly template: PlanTemplate;
  readonly trigger: string;
  readonly captures: Captures;
  /** How much of the goal its slots took: the less, the more the trigger itself says. */
  readonly taken: number;
}

export function createPlanner(catalog: Catalog): Planner {
  return {
    async propose(request) {
      const found = await catalog.list();
      const goal = readGoal(request.goal);
      const usable = usableIn(found, request);
      const [best, ...others] = bestMatches(usable, goal, request);
      if (best) {
        const takings = [takingOf(best), ...others.map(takingOf)] as const;
        const barred = usable.filter((skill) => !isAllowed(skill, request.access));
        const reasons = skillReasons(goal.text, takings, {
          nearest: rankSkills(usable, goal),
          barred: new Set(barred.map(({ name }) => name)),
        });
        return { ...proposalOf(best, request.at), reasons };
      }
      refuseBroken(found);
      return null;
    },
    async nearest(request) {
      const found = await catalog.list();
      return rankSkills(usableIn(found, request), readGoal(request.goal));
    },
  };
}

/** The skills that are as they should be and whose servers are there. */
function usableIn(found: readonly Found[], { tools }: GoalRequest): Skill[] {
  const offered = new Set(tools.map((tool) => tool.server));
  return found.flatMap((one) => {
    if (!("skill" in one)) return [];
    const needs = one.skill.template?.needs ?? [];
    return needs.every((server) => offered.has(server)) ? [one.skill] : [];
  });
}

/** It has a plan, and one that the run may go by. */
function isAllowed({ template }: Skill, access: GoalRequest["access"]): boolean {
  return template !== null && (access === "write" || template.access === "read");
}

/** The match that says most of the goal itself first. Throws `usage` when only a wrong value is in the way. */
function bestMatches(
  skills: readonly Skill[],
  goal: Goal,
  { access, at }: Pick<GoalRequest, "access" | "at">,
): readonly Match[] {
  const usable = skills.filter((skill) => isAllowed(skill, access));
  const strict = usable.flatMap((skill) => matchesOf(skill, skill.template!, goal, at));
  const fitting = strict.filter((one) => fault(one, at) === null);
  if (fitting.length > 0) return fitting.toSorted((a, b) => a.taken - b.taken);
  const loose = usable.flatMap((skill) => matchesOf(skill, skill.template!, goal, null));
  for (const one of [...strict, ...loose].toSorted((a, b) => a.taken - b.taken)) {
    const wrong = fault(one, at);
    if (wrong) throw wrong;
  }
  return [];
}

function takingOf({ skill, trigger, taken }: Match): Taking {
  return { name: skill.name, trigger, taken };
}

/** With a time: slots take only what can be a value of theirs. Without: anything, to say what is wrong with it. */
function matchesOf(skill: Skill, template: PlanTemplate, goal: Goal, at: number | null): Match[] {
  const types: Record<string, SlotType> = {};
  if (at !== null)
    for (const [name, { type }] of Object.entries(template.slots)) types[name] = type;
  const fits = (name: string, value: string) => slotValue(types[name]!, value, at!) !== null;
  return template.triggers.flatMap((trigger) => {
    const captures = match(trigger, goal, types, fits);
    if (!captures) return [];
    const taken = Object.values(captures).reduce((sum, value) => sum + value.length, 0);
    return [{ skill, template, trigger: trigger.source, captures, taken }];
  });
}

function fault({ skill, template, captures }: Match, at: number): KernelError | null {
  try {
    readSlots(skill.name, template.slots, captures, at);
    return null;
  } catch (error) {
    if (error instanceof KernelError) return error;
    throw error;
  }
}

function proposalOf({ skill, template, captures }: Match, at: number): Proposal {
  const slots = readSlots(skill.name, template.slots, captures, at);
  const ground = { kind: "skill", name: skill.name, hash: skill.hash, slots };
  return { plan: instantiate(template.plan, slots), ground };
}

/** A broken skill might be the one that was meant, so the run does not begin. */
function refuseBroken(found: readonly Found[]): void {
  for (const one of found) {
    if (!("problem" in one)) continue;
    const { message, hint } = one.problem;
    throw usage(`no skill covers this goal, and the skill ${one.name} is broken: ${message}`, hint);
  }
}
