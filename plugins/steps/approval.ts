import { unavailable } from "../../kernel/error.ts";
import type { JsonObject, JsonSchema } from "../../kernel/json.ts";
import { isUndoable } from "../../kernel/plan.ts";
import type { RunContext } from "../../kernel/run/context.ts";
import type { Allowance, Approvals } from "../contracts/approvals.ts";
import { isNamed } from "./allows.ts";

/** An approval is a yes or a no; of a whole plan, also a yes to some of its steps. */
export const PLAN_ANSWER: JsonSchema = {
  anyOf: [
    { type: "boolean" },
    {
      type: "object",
      properties: { steps: { type: "array", items: { type: "string" }, minItems: 1 } },
      required: ["steps"],
      additionalProperties: false,
    },
  ],
};

/**
 * Asks a person once for a whole plan: every effect that no grant covers, its class, where it goes, what it is called
 * with and where that comes from, and whether it can be undone. Who said yes before there was a plan is not asked about
 * what can be undone.
 */
export async function openApproval(context: RunContext): Promise<void> {
  const { services, draft, state, account, tools } = context;
  const { run, dir, plan, goal } = state();
  if (!plan) return;
  const approvals = approvalsOf(context);
  const uncovered = Object.entries(plan.tools).filter(
    ([tool, { effect }]) => effect !== "read" && !isNamed(account(), run, tool),
  );
  const granted = saidYes(context) ? uncovered.filter(([, pinned]) => isUndoable(pinned)) : [];
  if (granted.length > 0) {
    const names = granted.map(([tool]) => tool);
    const isGranted = (tool: string) => names.includes(tool);
    const only = { undoable: true, plan: plan.event, tools: plan.tools };
    await grantByYes(context, approvals.allows(plan.definition, isGranted, only));
  }
  const open = Object.fromEntries(uncovered.filter((one) => !granted.includes(one)));
  const names = Object.keys(open);
  if (names.length === 0) return;
  const origin = { goal: goal?.text ?? "", ground: plan.ground };
  const effects = approvals.effects(plan.definition, open, tools, origin);
  const isOpen = (tool: string) => names.includes(tool);
  const only = { undoable: false, plan: plan.event, tools: plan.tools };
  const allows = approvals.allows(plan.definition, isOpen, only);
  await services.ledger.append([
    draft("ask.opened", {
      ask: services.ids.short(),
      kind: "approval",
      to: "person",
      question: `May this run use ${names.join(", ")} in ${dir}?`,
      schema: PLAN_ANSWER,
      step: null,
      detail: {
        plan: plan.event,
        effects: effects as unknown as JsonObject[],
        allows: allows as unknown as JsonObject[],
      },
      expires: null,
    }),
  ]);
}

/** What a person is shown of a plan, as another plugin tells it. */
export function approvalsOf({ services }: RunContext): Approvals {
  const approvals = services.provided<Approvals>("approvals").get("runs");
  if (approvals) return approvals;
  throw unavailable("nothing here can ask for an approval", "glassbox doctor names what failed");
}

/** A yes that was said beforehand, and that nobody has taken back: who revokes a grant wants to be asked again. */
export function saidYes({ state, ledger, branch }: RunContext): boolean {
  if (state().driver?.options["yes"] !== true) return false;
  return [...ledger.readBranch(branch, { types: ["grant.revoked"] })].length === 0;
}

export async function grantByYes(
  { services, draft, state }: RunContext,
  allows: readonly Allowance[],
) {
  const { run } = state();
  const ground = "--yes: effects that can be undone";
  const given = { grant: services.ids.short(), run, by: "person", ground, expires: null };
  return services.ledger.append([draft("grant.given", { ...given, allows: [...allows] })]);
}
