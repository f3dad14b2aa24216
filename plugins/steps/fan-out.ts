import { stepOf } from "../../kernel/plan.ts";
import type { RunContext } from "../../kernel/run/context.ts";

/** Elements of a fan-out that are in the state at once. */
const WINDOW = 64;

/** Opens the next elements of a fan-out, each a step and an effect of its own. */
export async function expand(context: RunContext, id: string): Promise<void> {
  const { services, draft } = context;
  const list = services.plans.elements(context, id);
  if (typeof list === "string") {
    await services.ledger.append([
      draft("step.finished", { step: id, fault: "error", reason: list, value: null }),
    ]);
    return;
  }
  const from = context.state().plan?.steps[id]?.fan?.next ?? 0;
  const { definition } = context.state().plan!;
  const window = stepOf(definition, id).inTurn ? 1 : WINDOW;
  const count = Math.min(window, list.length - from);
  await services.ledger.append([
    draft("plan.patched", { step: id, from, count, total: list.length }),
  ]);
}

export async function closeFan({ services, draft, state }: RunContext, id: string): Promise<void> {
  const value = { count: state().plan?.steps[id]?.fan?.total ?? 0 };
  await services.ledger.append([
    draft("step.finished", { step: id, fault: "none", reason: "", value }),
  ]);
}
