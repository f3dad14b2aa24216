import type { EventDraft } from "../../kernel/event.ts";
import type { KernelParts } from "../../kernel/host.ts";

/**
 * What must stand before a person's word in the branch of a run that no living kernel owns: a claim, and nothing that
 * would go on with it.
 */
export function claimFor({ ledger, runs }: KernelParts, run: string): EventDraft[] {
  const { owner } = runs.state(run);
  const { origin, epoch } = ledger;
  if (owner?.origin === origin && owner.epoch === epoch) return [];
  return [runs.draft(run)("run.claimed", { origin, epoch })];
}
