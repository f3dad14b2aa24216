import type { PlanState, StepState } from "../../kernel/fold/run-state.ts";
import { canonicalize, type JsonValue } from "../../kernel/json.ts";
import { type Plan, type Step, toolKey } from "../../kernel/plan.ts";

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
 * that comes after them, nor one of the goal.
 */
function unprovedEffects(plan: PlanState): string[] {
  if (plan.goal.checks > 0) return [];
  const { steps } = plan.definition;
  return steps
    .filter(
      (step) =>
        changes(step, plan) && happened(plan.steps[step.id]) && !checkedOwn(plan.steps[step.id]),
    )
    .filter((step) => !dependents(step.id, steps).some((id) => (plan.steps[id]?.checks ?? 0) > 0))
    .map((step) => `nothing has checked what step ${step.id} did`);
}

function changes(step: Step, plan: PlanState): boolean {
  if (!("tool" in step.do)) return false;
  return plan.tools[toolKey(step.do.tool)]?.effect !== "read";
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
