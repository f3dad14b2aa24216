import { millisecondsOf } from "../../kernel/event.ts";
import type { AccountState } from "../../kernel/fold/account.ts";
import { leftFor } from "../../kernel/reflex/budget.ts";
import type { PlanState, RunState } from "../../kernel/fold/run-state.ts";
import { toolKey } from "../../kernel/plan.ts";

/** What is to be done about a plan that failed: another plan by a model, or nothing. */
export type Course = { readonly kind: "mend" } | { readonly kind: "end"; readonly reason: string };

/** Plans of one run that may be replaced. */
const MOST = 2;
/** Plans that a person wrote or agreed to as they are. */
const GIVEN = new Set(["file", "skill"]);

/** When a model is asked to mend a plan. `errors`: failed calls of the whole run, this plan's among them. Pure. */
export function courseAfter(state: RunState, account: AccountState, errors: number): Course {
  const { plan, closed } = state;
  if (!plan) return end("there is no plan to mend");
  if (GIVEN.has(plan.ground.kind)) return end(`a plan from a ${plan.ground.kind} is not changed`);
  if (!plan.definition.steps.every((step) => "tool" in step.do && step.each === undefined))
    return end("a plan with fan-outs, child runs, questions or waits is not mended");
  if (closed.plans >= MOST) return end("the plan was replaced twice already");
  const failed = failedSteps(plan);
  if (failed.some((id) => plan.steps[id]!.fault === "budget")) return end("the budget is used up");
  const hasError = failed.some((id) => plan.steps[id]!.fault === "error");
  if (!hasError) {
    const isViolated = failed.length > 0 || plan.goal.failures.length > 0;
    return isViolated ? { kind: "mend" } : end("nothing went wrong");
  }
  if (errors > 1 || isHalfSpent(state, account)) return { kind: "mend" };
  // A read that could be answered otherwise was made again by then.
  if (failed.every((id) => isRead(plan, id))) return { kind: "mend" };
  return end("after its first error a step that may change something is not tried again");
}

export function failedSteps(plan: PlanState): string[] {
  return plan.definition.steps
    .map(({ id }) => id)
    .filter((id) => plan.steps[id]?.status === "failed");
}

export function isRead({ definition, tools }: PlanState, id: string): boolean {
  const step = definition.steps.find((one) => one.id === id);
  return step !== undefined && "tool" in step.do && tools[toolKey(step.do.tool)]?.effect === "read";
}

function isHalfSpent({ run, updatedAt }: RunState, account: AccountState): boolean {
  const left = Object.values(leftFor(account, run, [], millisecondsOf(updatedAt)));
  return left.some((one) => one !== null && one.amount * 2 <= one.of);
}

function end(reason: string): Course {
  return { kind: "end", reason };
}
