import type { PlanState, RunState } from "../../kernel/fold/run-state.ts";
import type { Host, KernelParts } from "../../kernel/host.ts";
import { runStateAt } from "../../kernel/run/state-at.ts";
import type { Addresses, Place } from "../contracts/addresses.ts";

export function addressesOf(host: Host): Addresses {
  const addresses = host.provided<Addresses>("addresses").get("runs");
  if (!addresses) throw new Error("no plugin says how runs are named");
  return addresses;
}

/** The branch fold at an event of any branch. */
export function stateAt(
  { ledger, runs }: Pick<KernelParts, "ledger" | "runs">,
  { branch, at }: Pick<Place, "branch" | "at">,
): RunState {
  return runStateAt(ledger, branch, runs.services.extensions, at);
}

/** The plan that a moment is about: the one under way, or the last one that was closed before it. */
export function planOf(
  kernel: Pick<KernelParts, "ledger" | "runs">,
  branch: string,
  state: RunState,
): PlanState | null {
  if (state.plan || state.closed.at === 0) return state.plan;
  return stateAt(kernel, { branch, at: state.closed.at - 1 }).plan;
}

/** The shortest address that means this moment and no other. */
export function nameOf({ label, run, branch, head, at }: Place): string {
  if (branch === head) return `${label}@${at}`;
  // A later branch has a name of its own; the first one has the run's, which means the branch the run is on.
  return branch === run ? `${label}.1@${at}` : `${branch}@${at}`;
}
