import { conflict, KernelError } from "../../kernel/error.ts";
import type { KernelParts } from "../../kernel/host.ts";
import { labelOf } from "./names.ts";

type Parts = Pick<KernelParts, "ledger" | "runs">;

/**
 * The writer whose run it is: whoever claimed it, else whoever wrote its last event. An imported run is another
 * device's, and so is one from before a restore without its key; here it can only be read, forked and removed.
 */
function ownerOf({ ledger, runs }: Parts, run: string): string {
  const head = ledger.branch(runs.head(run));
  if (!head) return ledger.origin;
  if (head.ownerOrigin !== null) return head.ownerOrigin;
  const [last] = ledger.readBranch(head.id, { from: head.length, to: head.length });
  return last ? last.source.slice(last.source.lastIndexOf("/") + 1) : ledger.origin;
}

/** Not over, and nobody here will ever go on with it: it is as much at rest here as a finished one. */
export function isElsewhere(kernel: Parts, run: string): boolean {
  if (kernel.runs.standing(run) !== null || kernel.runs.state(run).outcome !== null) return false;
  return ownerOf(kernel, run) !== kernel.ledger.origin;
}

/** Throws `conflict` for an unfinished run that another device works on. */
export function assertHere(kernel: Parts, run: string): void {
  if (!isElsewhere(kernel, run)) return;
  const label = labelOf(kernel, run);
  const what = `run ${run} belongs to another device (${ownerOf(kernel, run)})`;
  throw new KernelError("conflict", what, {
    hint: `glassbox fork ${label} goes on with a copy of it here; glassbox runs rm ${label} takes it off the lists`,
  });
}

/** Throws `conflict` for a run that is over, or that another device works on. */
export function assertOpen(kernel: Parts, run: string): void {
  const { outcome } = kernel.runs.state(run);
  if (outcome !== null) throw conflict(`run ${run} is over: ${outcome}`);
  assertHere(kernel, run);
}

/** Throws `conflict` for a run that somebody here may still go on with. */
export function assertAtRest(kernel: Parts, run: string): void {
  if (kernel.runs.state(run).outcome !== null || isElsewhere(kernel, run)) return;
  throw new KernelError("conflict", `run ${run} is not over`, {
    hint: `stop it first: glassbox stop ${run}`,
  });
}
