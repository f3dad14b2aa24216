import type { KernelParts } from "../../kernel/host.ts";
import type { PlanState, RunState } from "../../kernel/fold/run-state.ts";
import { templateOf } from "../../kernel/plan.ts";
import { runStateAt } from "../../kernel/run/state-at.ts";

/** A plan for people: each step with its state, a fan-out as one line with its counts. */
export function planView(plan: PlanState) {
  const doneElements = new Map<string, number>();
  for (const id in plan.steps) {
    const { template, index } = templateOf(id);
    if (index === null || plan.steps[id]!.status !== "done") continue;
    doneElements.set(template, (doneElements.get(template) ?? 0) + 1);
  }
  return {
    ground: plan.ground,
    steps: plan.definition.steps.map(({ id, intent, do: action, after }) => {
      const { status, reason, checks, fan } = plan.steps[id]!;
      const done = fan ? fan.done + (doneElements.get(id) ?? 0) : Number(status === "done");
      const total = fan ? fan.total : 1;
      return { id, intent, do: action, after, status, reason, checks, done, total };
    }),
  };
}

/** The plan that a state is about: its own, or the last one that its branch has closed. */
export function planAt(
  { runs, ledger }: Pick<KernelParts, "runs" | "ledger">,
  state: RunState,
  branch = runs.head(state.run),
): PlanState | null {
  if (state.plan || state.closed.at === 0) return state.plan;
  return runStateAt(ledger, branch, runs.services.extensions, state.closed.at - 1).plan;
}
