import { canonicalize, type JsonObject } from "../../kernel/json.ts";
import { stepOf, toolKey } from "../../kernel/plan.ts";
import type { PendingCall } from "../../kernel/reflex/reflex.ts";
import type { RunContext } from "../../kernel/run/context.ts";
import type { PreparedCall } from "../contracts/plans.ts";
import { exactly } from "./allows.ts";
import { approvalsOf, grantByYes, saidYes } from "./approval.ts";
import { sourcesIn } from "./approval-sources.ts";

const INLINE_ARGUMENTS = 8192;

/** Asks for one call that no grant covers, in view of what it is really called with, and says why it asks. */
export async function openCallApproval(
  context: RunContext,
  step: string,
  { tool, args, tainted }: PreparedCall,
  call: PendingCall,
  reason: string,
) {
  const { services, draft, state } = context;
  const name = toolKey(tool);
  const { undoable, risks } = call;
  const once = { count: 1, undoable: false, seen: true, definitions: { [name]: tool.hash } };
  // Arguments are what the plan and its recorded results make them: long ones are named by their step.
  const isLong = canonicalize(args).length > INLINE_ARGUMENTS;
  const event = state().plan?.event ?? null;
  const allow = isLong
    ? { ...once, tool: name, args: true, step, plan: event }
    : { ...once, ...exactly(name, args), step: null, plan: null };
  // What a person who said yes has not been shown, because the plan was made anew meanwhile.
  const isLaterPlan = state().closed.plans > 0;
  if (isLaterPlan && undoable && risks.length === 0 && saidYes(context))
    return grantByYes(context, [{ ...allow, undoable: true, seen: false }]);
  const { plan, goal } = state();
  const template = stepOf(plan!.definition, step);
  const origin = { goal: goal?.text ?? "", ground: plan!.ground };
  const { destinations, ...made } = approvalsOf(context).call(template, tool, args, origin);
  const rows = made.arguments.map((row) => {
    const [argument = ""] = row.argument.split(/[.[]/);
    const sources = tainted.includes(argument) ? sourcesIn(row, template, context) : [];
    return sources.length === 0 ? row : { ...row, outside: sources.join(", ") };
  });
  const outside = [...new Set(rows.flatMap((row) => row.outside ?? []))];
  const why = outside.length === 0 ? reason : `${reason}: ${outside.join(", ")}`;
  const calls = [{ step, intent: template.intent, each: null, destinations, arguments: rows }];
  const effects = [{ tool: name, effect: tool.effect, undoable, reason: why, calls }];
  return services.ledger.append([
    draft("reflex.fired", { rule: "policy", step, reason }),
    draft("ask.opened", {
      ask: services.ids.short(),
      kind: "approval",
      to: "person",
      question: `May this run call ${name} with these arguments? (${why})`,
      schema: { type: "boolean" },
      step,
      detail: {
        effects: effects as unknown as JsonObject[],
        tainted: [...tainted],
        allows: [allow as unknown as JsonObject],
      },
      expires: null,
    }),
  ]);
}
