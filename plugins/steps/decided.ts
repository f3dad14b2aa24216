import type { EventDraft } from "../../kernel/event.ts";
import type { RunContext } from "../../kernel/run/context.ts";
import type { Deciding, Decisions, Reasons } from "../contracts/decisions.ts";

/** The drafts with the decision that led to them, where somebody decided and decisions are kept. */
export function decided(
  context: RunContext,
  drafts: readonly EventDraft[],
  reasons: Reasons | undefined,
  { actor, before }: Partial<Pick<Deciding, "actor" | "before">> = {},
): readonly EventDraft[] {
  const decisions = context.services.provided<Decisions>("decisions").get("decisions");
  if (!decisions || !reasons) return drafts;
  const state = context.state();
  const by = actor ?? `driver/${state.driver?.name ?? ""}`;
  return decisions.record({ state, before, drafts, reasons, actor: by, of: context });
}
