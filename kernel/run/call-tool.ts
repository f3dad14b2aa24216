import type { EventDraft } from "../event.ts";
import type { JsonObject } from "../json.ts";
import { toolKey } from "../plan.ts";
import type { PreparedCall } from "../ports/plans.ts";
import type { Veto } from "../reflex/reflex.ts";
import type { RunContext } from "./context.ts";
import { ownVerdict } from "./judge.ts";
import { request } from "./request.ts";

/** Intent, call, result, and the judgement where the answer itself allows it. */
export async function callTool(context: RunContext, step: string, signal: AbortSignal) {
  const { services, draft } = context;
  const prepared = services.plans.prepare(context, step);
  const refusal =
    typeof prepared === "string"
      ? [failed(context, step, prepared)]
      : veto(context, step, prepared);
  if (typeof prepared === "string" || refusal.length > 0) return services.ledger.append(refusal);
  const { tool, args, recorded, expect } = prepared;
  const about = { step, purpose: "step" as const };
  const intent = draft("tool.intended", {
    ...about,
    ...recorded,
    server: tool.server,
    tool: tool.name,
    effect: tool.effect,
    definition: tool.hash,
    expect: expect as unknown as JsonObject[],
  });
  const kept = captures(context, step, prepared);
  context.reserved.add(`${context.branch}@${step}`);
  const call = (await services.ledger.append([...kept, intent])).at(-1)!.id;
  const { result, ...made } = await request(context, tool, args, call, signal);
  const after = [draft("tool.finished", { ...about, ...made, call }, call)];
  if (result.ok) {
    for (const [name, value] of Object.entries(services.plans.learn(context, step, result.view))) {
      after.push(draft("fact.learned", { name, value, source: call, trust: "tool" }, call));
    }
    after.push(...ownVerdict(context, step, expect, result.view, call));
  }
  return services.ledger.append(after);
}

/** What is about to be changed is kept first, so that it can be given back. */
function captures(context: RunContext, step: string, { tool, paths }: PreparedCall): EventDraft[] {
  if (tool.effect === "read" || paths.length === 0) return [];
  const { services, draft } = context;
  const { dir } = context.state();
  const kept = services.workspace.capture(dir, paths, (bytes) => services.ledger.putBlob(bytes));
  return [draft("workspace.captured", { step, dir, captures: kept as unknown as JsonObject[] })];
}

/** The reflexes in their order: the first that forbids the call ends the step, before any intent. */
function veto(context: RunContext, step: string, { tool, args }: PreparedCall): EventDraft[] {
  const { services, draft, state, account, reserved } = context;
  const about = { step, tool: toolKey(tool), args, effect: tool.effect };
  const pending = { ...about, now: services.clock.now(), reserved: reserved.size };
  for (const reflex of services.reflexes) {
    const found = reflex(pending, state(), account());
    if (!found) continue;
    const { rule, fault, reason } = found;
    return [draft("reflex.fired", { rule, step, reason }), failed(context, step, reason, fault)];
  }
  return [];
}

function failed(
  { draft }: RunContext,
  step: string,
  reason: string,
  fault: Veto["fault"] = "error",
) {
  return draft("step.finished", { step, fault, reason, value: null });
}
