import { KernelError } from "../../kernel/error.ts";
import type { JsonObject } from "../../kernel/json.ts";
import { OPEN_STEP } from "../../kernel/fold/run-state.ts";
import type { PreparedCall } from "../contracts/plans.ts";
import type { Capture } from "../../kernel/ports/workspace.ts";
import { grantFor } from "../../kernel/reflex/policy.ts";
import type { Holder, InFlight, PendingCall, Veto } from "../../kernel/reflex/reflex.ts";
import type { RunContext } from "../../kernel/run/context.ts";
import { openCallApproval } from "./approval-call.ts";
import { after, before, keepBefore } from "./captured.ts";
import { outcomeOf } from "./outcome.ts";
import { flightOf, pendingCall } from "./pending-call.ts";
import { permit } from "./permit.ts";
import { countCall } from "./rate.ts";
import { request } from "./request.ts";

const PAUSE_MS = 200;

/** Intent, call, result, and the judgement where the answer itself allows it. */
export async function callTool(
  context: RunContext,
  step: string,
  signal: AbortSignal,
  dormant: () => readonly Holder[],
) {
  const { services, draft, state } = context;
  const known = state().plan?.steps[step] ?? OPEN_STEP;
  // Before the intent, which the request follows at once.
  if (known.tries > 0)
    await new Promise<void>((resolve) => void services.clock.after(PAUSE_MS, resolve));
  const prepared = services.plans.prepare(context, step);
  if (typeof prepared === "string") return fail(context, step, prepared);
  const { tool, args, content } = prepared;
  const key = () => known.key || leftInDoubt(context, tool.effect, content);
  // What stands at its paths is kept when nobody else is about to change it, and at once before the intent.
  let captures: readonly Capture[] = [];
  const touching = { effect: tool.effect, paths: prepared.paths };
  const keep = () => (captures = keepBefore(context, touching));
  const pending = () => pendingCall(context, step, prepared, { key: key(), keep, dormant });
  const taken: { flight?: InFlight } = {};
  const take = (call: PendingCall) => {
    const grant = tool.effect === "read" ? null : grantFor(call, state(), context.account());
    keep();
    taken.flight = flightOf(context, call, grant);
    services.inFlight.add(taken.flight);
    countCall(services, tool.server);
  };
  const veto = await permit(context, pending, take, signal).catch(vetoOutside);
  if (veto === "called off") return;
  if (veto) return refuse(context, step, prepared, pending(), veto);
  const flight = taken.flight!;
  let id: string;
  try {
    const intent = draft("tool.intended", {
      step,
      purpose: "step",
      ...prepared.recorded,
      server: tool.server,
      tool: tool.name,
      effect: tool.effect,
      definition: tool.hash,
      expect: prepared.expect as unknown as JsonObject[],
      key: flight.key,
      content,
      grant: flight.grant,
      paths: [...flight.paths],
    });
    const kept = await before(context, step, touching, captures);
    id = (await services.ledger.append([...kept, intent])).at(-1)!.id;
  } finally {
    services.inFlight.delete(flight);
  }
  const made = await request(context, tool, args, flight.key || id, signal);
  const left = await after(context, step, touching);
  return services.ledger.append([...left, ...outcomeOf(context, step, prepared, id, made)]);
}

/** A path that is none of the folder's forbids the call. */
function vetoOutside(error: unknown): Veto {
  if (!(error instanceof KernelError) || error.code !== "usage") throw error;
  return { rule: "workspace", fault: "error", reason: error.message };
}

/**
 * The id of an effect that a plan before this one has left in doubt: the first that makes the same call makes it under that
 * id. A once is another effect, and is asked about.
 */
function leftInDoubt({ services, state }: RunContext, effect: string, content: string): string {
  const id = effect === "once" ? undefined : state().unsettled[content];
  return id === undefined || [...services.inFlight].some(({ key }) => key === id) ? "" : id;
}

async function refuse(
  context: RunContext,
  step: string,
  prepared: PreparedCall,
  call: PendingCall,
  { rule, fault, reason }: Veto,
) {
  const { services, draft } = context;
  const fired = draft("reflex.fired", { rule, step, reason });
  if (fault === "ask") return openCallApproval(context, step, prepared, call, reason);
  const ended = fault === "budget" ? ("budget" as const) : ("error" as const);
  const finished = draft("step.finished", { step, fault: ended, reason, value: null });
  return services.ledger.append([fired, finished]);
}

function fail({ services, draft }: RunContext, step: string, reason: string) {
  return services.ledger.append([
    draft("step.finished", { step, fault: "error", reason, value: null }),
  ]);
}
