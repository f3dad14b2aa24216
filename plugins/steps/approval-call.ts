import type { JsonObject, JsonValue } from "../../kernel/json.ts";
import { stepOf, toolKey } from "../../kernel/plan.ts";
import type { PendingCall } from "../../kernel/reflex/reflex.ts";
import type { RunContext } from "../../kernel/run/context.ts";
import { destinationsOf, type ShownArgument, shown } from "../contracts/planned-effects.ts";
import type { PreparedCall } from "../contracts/plans.ts";
import { argumentsOf } from "../contracts/provenance.ts";
import { exactly } from "./allows.ts";
import { grantByYes, saidYes } from "./approval.ts";
import { sourcesOf } from "./approval-sources.ts";

/** Asks for one call that no grant covers, in view of what it is really called with, and says why it asks. */
export async function openCallApproval(
  context: RunContext,
  step: string,
  { tool, args }: PreparedCall,
  call: PendingCall,
  reason: string,
) {
  const { services, draft, state } = context;
  const name = toolKey(tool);
  const { undoable, tainted } = call;
  const allow = { ...exactly(name, args), count: 1, undoable: false, seen: true };
  // What a person who said yes has not been shown, because the plan was made anew meanwhile.
  const isLaterPlan = state().closed.plans > 0;
  if (isLaterPlan && undoable && tainted.length === 0 && saidYes(context))
    return grantByYes(context, [{ ...allow, undoable: true, seen: false }]);
  const planned = argumentRows(context, step, args, tainted);
  const outside = [...new Set(planned.flatMap((one) => one.outside ?? []))];
  const why = outside.length === 0 ? reason : `${reason}: ${outside.join(", ")}`;
  const { intent } = stepOf(state().plan!.definition, step);
  const destinations = destinationsOf(tool, args, "actual");
  const calls = [{ step, intent, each: null, destinations, arguments: planned }];
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

/** Each argument with the value that it has now, where it comes from, and what of that is not to be trusted. */
function argumentRows(
  context: RunContext,
  step: string,
  args: JsonObject,
  tainted: readonly string[],
): ShownArgument[] {
  const { plan, goal } = context.state();
  const { definition, ground } = plan!;
  const template = stepOf(definition, step);
  return argumentsOf(template, { goal: goal?.text ?? "", ground }).map((one) => {
    const [name = ""] = one.argument.split(/[.[]/);
    const sources = tainted.includes(name) ? sourcesOf(one.value, template, context) : [];
    const row = shown({ ...one, value: partAt(args, one.argument) ?? one.value });
    return sources.length === 0 ? row : { ...row, outside: sources.join(", ") };
  });
}

function partAt(args: JsonObject, path: string): JsonValue | undefined {
  if (Object.hasOwn(args, path)) return args[path];
  let value: JsonValue | undefined = args;
  for (const key of path.split(/[.[\]]+/).filter((part) => part !== "")) {
    value = (value as Record<string, JsonValue> | null | undefined)?.[key];
  }
  return value;
}
