import { isUndoable } from "../../kernel/plan.ts";
import type { RunContext } from "../../kernel/run/context.ts";
import { covers } from "../../kernel/grant.ts";

/**
 * Asks a person once for a whole plan: every effect that no grant covers, its class, and whether it can be undone. Who
 * said yes before there was a plan is not asked about what can be undone.
 */
export async function openApproval({ services, draft, state, account }: RunContext): Promise<void> {
  const { run, dir, plan, driver } = state();
  if (!plan) return;
  const uncovered = Object.entries(plan.tools).filter(
    ([tool, { effect }]) =>
      effect !== "read" && !account().grants.some((grant) => covers(grant, tool, run)),
  );
  const saidYes = driver?.options["yes"] === true;
  const granted = saidYes ? uncovered.filter(([, pinned]) => isUndoable(pinned)) : [];
  if (granted.length > 0) {
    const grant = services.ids.short();
    const tools = granted.map(([tool]) => tool);
    const ground = "--yes: effects that can be undone";
    await services.ledger.append([
      draft("grant.given", { grant, tools, args: null, run, by: "person", ground }),
    ]);
  }
  const open = uncovered.filter((one) => !granted.includes(one));
  if (open.length === 0) return;
  const effects = open.map(([tool, pinned]) => ({
    tool,
    effect: pinned.effect,
    undoable: isUndoable(pinned),
  }));
  await services.ledger.append([
    draft("ask.opened", {
      ask: services.ids.short(),
      kind: "approval",
      to: "person",
      question: `May this run use ${effects.map((effect) => effect.tool).join(", ")} in ${dir}?`,
      schema: { type: "boolean" },
      step: null,
      detail: { plan: plan.event, effects },
      expires: null,
    }),
  ]);
}
