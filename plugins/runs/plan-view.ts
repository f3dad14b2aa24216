import type { KernelParts } from "../../kernel/host.ts";
import type { PlanState, RunState } from "../../kernel/fold/run-state.ts";

/** A plan for people: each step with its state, a fan-out as one line with its counts. */
export function planView(plan: PlanState) {
  return {
    ground: plan.ground,
    steps: plan.definition.steps.map((step) => {
      const state = plan.steps[step.id]!;
      const elements = Object.entries(plan.steps).filter(([id]) => id.startsWith(`${step.id}.`));
      const done = elements.filter(([, one]) => one.status === "done").length;
      return {
        id: step.id,
        intent: step.intent,
        do: step.do,
        after: step.after,
        status: state.status,
        reason: state.reason,
        checks: state.checks,
        done: state.fan ? state.fan.done + done : state.status === "done" ? 1 : 0,
        total: state.fan ? state.fan.total : 1,
      };
    }),
  };
}

/** The plan that a state is about: its own, or the last one it has closed. */
export function planAt({ runs }: KernelParts, state: RunState): PlanState | null {
  if (state.plan || state.closed.at === 0) return state.plan;
  return runs.state(state.run, state.closed.at - 1).plan;
}
