import type { PlanState } from "../../kernel/fold/run-state.ts";
import { type Step, toolKey } from "../../kernel/plan.ts";
import { drawnOn } from "./graph.ts";
import { failedSteps, isRead } from "./when.ts";

/** What of a plan may be changed. */
export interface Mendable {
  /**
   * The one that went wrong first, then the reads it draws on, then the reads still to come. A change that is still to
   * come stays as it was approved.
   */
  readonly steps: readonly Step[];
  /** Without a change in one of these the same would happen again. */
  readonly causes: ReadonlySet<string>;
}

const MOST = 4;

/** A text: why nothing may be. */
export function mendableSteps(plan: PlanState): Mendable | string {
  const { definition } = plan;
  const [failed, ...others] = failedSteps(plan);
  if (failed === undefined) return afterTheEnd(plan);
  const again = others.find((id) => !isRead(plan, id) && hasBegun(plan, id));
  if (again !== undefined) return notAgain(again);
  if (isOnceBegun(plan, failed)) return notAgain(failed);
  const sources = drawnOn(definition, failed).filter((id) => isRead(plan, id));
  const open = definition.steps
    .map(({ id }) => id)
    .filter((id) => plan.steps[id]?.status === "open" && isRead(plan, id));
  return mendable(plan, [failed, ...sources, ...open], new Set([failed, ...sources]));
}

/** All steps are done, and the goal's expectation does not hold: the last ones are looked at first. */
function afterTheEnd(plan: PlanState): Mendable | string {
  const ids = plan.definition.steps.map(({ id }) => id).filter((id) => !isOnceBegun(plan, id));
  if (ids.length === 0) return "every step of the plan may be done only once";
  return mendable(plan, ids.toReversed(), new Set(ids));
}

function mendable(
  { definition }: PlanState,
  ids: readonly string[],
  causes: Set<string>,
): Mendable {
  const steps = [...new Set(ids)]
    .slice(0, MOST)
    .map((id) => definition.steps.find((step) => step.id === id)!);
  return { steps, causes };
}

function notAgain(id: string): string {
  return `step ${id} may have changed something, and only a person can have it done again`;
}

function isOnceBegun(plan: PlanState, id: string): boolean {
  const step = plan.definition.steps.find((one) => one.id === id);
  if (!step || !("tool" in step.do)) return false;
  return plan.tools[toolKey(step.do.tool)]?.effect === "once" && hasBegun(plan, id);
}

/** Its call was made: a step that failed before that has no beginning. */
function hasBegun(plan: PlanState, id: string): boolean {
  return (plan.steps[id]?.begun ?? null) !== null;
}
