import type { PlanState, StepState } from "../../kernel/fold/run-state.ts";
import { type Step, toolKey } from "../../kernel/plan.ts";

/**
 * Steps that changed something and that nothing has checked: neither an expectation of their own, nor one of a step
 * that comes after them, nor one of the goal.
 */
export function unprovedEffects(plan: PlanState): string[] {
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
