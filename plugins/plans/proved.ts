import type { PlanState, StepState } from "../../kernel/fold/run-state.ts";
import { canonicalize, type JsonValue } from "../../kernel/json.ts";
import { type Plan, type Step, toolKey } from "../../kernel/plan.ts";
import {
  type Call,
  callsOf,
  type Change,
  changeOf,
  type Check,
  checkOf,
  isAbout,
} from "./related.ts";

/** What nobody can say any more once a plan is over, as sentences: its gaps, and what the next one does not take over. */
export function unproved(plan: PlanState, next?: Plan): string[] {
  return [...unprovedEffects(plan), ...(next ? givenUp(plan, next) : [])];
}

/** What a plan owes, its open steps and what its goal expects, passes only to a next plan that has it too. */
function givenUp({ definition, steps, goal }: PlanState, next: Plan): string[] {
  const text = (expectation: object) => canonicalize(expectation as JsonValue);
  const promised = new Set(next.expect.map(text));
  const isKept = definition.expect.every((one) => promised.has(text(one)));
  const isHeld = goal.judged && goal.failures.length === 0;
  const planned = new Set(next.steps.map(({ id }) => id));
  const dropped = definition.steps.filter(
    ({ id }) => steps[id]?.status !== "done" && !planned.has(id),
  );
  return [
    ...(isKept || isHeld ? [] : ["what the goal expects was given up", ...goal.failures]),
    ...dropped.map(({ id, intent }) => `step ${id} was given up${intent && `: ${intent}`}`),
  ];
}

/**
 * Steps that changed something and that nothing has checked: neither an expectation of their own, nor one of a step
 * that comes after them, nor one of the goal, that is about what they changed.
 */
function unprovedEffects(plan: PlanState): string[] {
  const { steps } = plan.definition;
  const calls = callsOf(plan.definition);
  const changes = new Map(steps.flatMap((step) => changeIn(step, plan, calls)));
  const held = new Map(steps.map((step) => [step.id, checksOf(step, plan, calls.get(step.id))]));
  const goal = plan.goal.checks === 0 ? [] : plan.definition.expect;
  const atEnd = goal.flatMap((one) => checkOf(one));
  return [...changes]
    .filter(([id]) => happened(plan.steps[id]) && !checkedOwn(plan.steps[id]))
    .filter(([id, change]) => {
      const after = dependents(id, steps);
      const reads = after.filter((one) => calls.has(one) && !changes.has(one));
      const later = new Map(reads.map((one) => [one, calls.get(one)!]));
      const others = [...changes.values()].filter((one) => one !== change);
      const checks = [...after.flatMap((one) => held.get(one) ?? []), ...atEnd];
      return !checks.some((check) => isAbout(check, change, later, others));
    })
    .map(([id]) => `nothing has checked what step ${id} did`);
}

function changeIn(
  step: Step,
  plan: PlanState,
  calls: ReadonlyMap<string, Call>,
): [string, Change][] {
  if (!("tool" in step.do) || plan.tools[toolKey(step.do.tool)]?.effect === "read") return [];
  return [[step.id, changeOf(step, step.do.tool, calls)]];
}

/** Checks of a step that held: those of the plan, and where there were more, those that its tool declares. */
function checksOf({ id, expect, each }: Step, plan: PlanState, own: Call | undefined): Check[] {
  const { checks, fan } = plan.steps[id] ?? { checks: 0, fan: null };
  if (checks === 0) return [];
  const planned = expect.flatMap((one) => checkOf(one, own, each));
  const isDeclared = own && checks > expect.length * (fan?.done ?? 1);
  return isDeclared ? [...planned, { look: own, values: [] }] : planned;
}

function happened(step: StepState | undefined): boolean {
  return step?.status === "done" && (step.fan === null || step.fan.done > 0);
}

function checkedOwn(step: StepState | undefined): boolean {
  if (!step) return false;
  return step.fan ? step.fan.unproved === 0 : step.checks > 0;
}

/** All steps that come after one, directly or through others. */
function dependents(id: string, steps: readonly Step[]): string[] {
  const found = new Set<string>([id]);
  for (let grown = true; grown;) {
    const before = found.size;
    for (const step of steps) if (step.after.some((after) => found.has(after))) found.add(step.id);
    grown = found.size > before;
  }
  found.delete(id);
  return [...found];
}
