import type { JsonObject, JsonSchema } from "../../kernel/json.ts";
import { isUndoable, toolKey } from "../../kernel/plan.ts";
import type { PreparedCall } from "../contracts/plans.ts";
import type { PendingCall } from "../../kernel/reflex/reflex.ts";
import type { RunContext } from "../../kernel/run/context.ts";
import { type Allow, allowOf, allowsOf, isNamed } from "./allows.ts";

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
 * Asks a person once for a whole plan: every effect that no grant covers, its class, and whether it can be undone. Who
 * said yes before there was a plan is not asked about what can be undone.
 */
export async function openApproval(context: RunContext): Promise<void> {
  const { services, draft, state, account } = context;
  const { run, dir, plan, driver } = state();
  if (!plan) return;
  const uncovered = Object.entries(plan.tools).filter(
    ([tool, { effect }]) => effect !== "read" && !isNamed(account(), run, tool),
  );
  const saidYes = driver?.options["yes"] === true;
  const granted = saidYes ? uncovered.filter(([, pinned]) => isUndoable(pinned)) : [];
  if (granted.length > 0) {
    const tools = granted.map(([tool]) => tool);
    const allows = allowsOf(plan.definition, (tool) => tools.includes(tool), { undoable: true });
    const ground = "--yes: effects that can be undone";
    const given = { grant: services.ids.short(), run, by: "person", ground, expires: null };
    await services.ledger.append([draft("grant.given", { ...given, allows })]);
  }
  const open = uncovered.filter((one) => !granted.includes(one));
  if (open.length === 0) return;
  const effects = open.map(([tool, pinned]) => ({
    tool,
    effect: pinned.effect,
    undoable: isUndoable(pinned),
  }));
  const names = effects.map(({ tool }) => tool);
  const allows = allowsOf(plan.definition, (tool) => names.includes(tool), { undoable: false });
  await services.ledger.append([
    draft("ask.opened", {
      ask: services.ids.short(),
      kind: "approval",
      to: "person",
      question: `May this run use ${names.join(", ")} in ${dir}?`,
      schema: PLAN_ANSWER,
      step: null,
      detail: { plan: plan.event, effects, allows: allows as unknown as JsonObject[] },
      expires: null,
    }),
  ]);
}

/** Asks for one call that no grant covers, in view of what it is really called with. */
export async function openCallApproval(
  { services, draft }: RunContext,
  step: string,
  { tool, args, recorded }: PreparedCall,
  call: PendingCall,
  reason: string,
) {
  const name = toolKey(tool);
  const allow: Allow = { ...allowOf(name, args), count: 1, undoable: false, seen: true };
  const effects = [{ tool: name, effect: tool.effect, undoable: call.undoable, step, reason }];
  return services.ledger.append([
    draft("reflex.fired", { rule: "policy", step, reason }),
    draft("ask.opened", {
      ask: services.ids.short(),
      kind: "approval",
      to: "person",
      question: `May this run use ${name} with these arguments? (${reason})`,
      schema: { type: "boolean" },
      step,
      detail: {
        effects,
        args: recorded.args,
        tainted: [...call.tainted],
        allows: [allow as unknown as JsonObject],
      },
      expires: null,
    }),
  ]);
}
