import type { EventDraft } from "../../kernel/event.ts";
import { textIn } from "../../kernel/json.ts";
import type { RunContext } from "../../kernel/run/context.ts";
import type { PreparedCall } from "../contracts/plans.ts";
import type { Requested } from "./request.ts";
import { MOST_TRIES } from "./tries.ts";
import type {} from "../contracts/tainted-result.ts";
import { ownVerdict } from "./verdict.ts";

/** What is written of a call that has come back, or has not. */
export function outcomeOf(
  context: RunContext,
  step: string,
  { tool, expect, tainted: sources }: PreparedCall,
  call: string,
  { result, recorded }: Requested,
): EventDraft[] {
  const { services, draft, state } = context;
  const about = { step, purpose: "step" as const, call };
  if (result.ok && result.handle)
    return [draft("tool.deferred", { ...about, handle: { ...result.handle } }, call)];
  const tries = (state().plan?.steps[step]?.tries ?? 0) + 1;
  const isProbed = tool.effect === "probe" && expect.some((one) => one.probe) && !result.final;
  const isUnknown = result.fate === "unknown" && tool.effect !== "read";
  if (!result.ok && (isUnknown || (isProbed && result.fate !== "unsent"))) {
    const reason = textIn(result.view);
    return [draft("tool.unknown", { ...about, reason, then: "settle" }, call)];
  }
  const isRepeatable =
    tool.effect === "read" || tool.effect === "keyed" || result.fate === "unsent";
  const isWorthIt = isRepeatable && !result.final && tries < MOST_TRIES;
  const then = !result.ok && isWorthIt ? ("repeat" as const) : ("close" as const);
  const isOutside = !tool.trusted || recorded.hosts.length > 0 || result.tainted === true;
  const tainted = isOutside || sources.length > 0;
  const finished = draft("tool.finished", { ...about, ...recorded, tainted, then }, call);
  if (!result.ok) return [finished];
  const facts = Object.entries(services.plans.learn(context, step, result.view)).map(
    ([name, value]) => draft("fact.learned", { name, value, source: call, trust: "tool" }, call),
  );
  return [finished, ...facts, ...ownVerdict(context, step, expect, result.view, call)];
}
