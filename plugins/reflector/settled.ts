import type { PlanState } from "../../kernel/fold/run-state.ts";
import type { Ledger } from "../../kernel/ledger/port.ts";
import { isRead } from "./when.ts";

/**
 * Done steps that a new plan does not do again: what changed something, and what was read before the last change, as the
 * world it read is gone. A step that is patched is done again whatever it did.
 */
export function settledSteps(
  plan: PlanState,
  ledger: Ledger,
  patched: ReadonlySet<string>,
): ReadonlySet<string> {
  const done = plan.definition.steps
    .map(({ id }) => id)
    .filter((id) => plan.steps[id]?.status === "done" && !patched.has(id));
  const changed = done
    .filter((id) => !isRead(plan, id))
    .map((id) => placeOf(ledger, plan.steps[id]!.begun));
  const last = Math.max(-1, ...changed);
  return new Set(done.filter((id) => placeOf(ledger, plan.steps[id]!.begun) <= last));
}

function placeOf(ledger: Ledger, event: string | null): number {
  return (event === null ? null : ledger.get(event))?.bseq ?? 0;
}
