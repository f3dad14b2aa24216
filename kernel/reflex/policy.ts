import type { AccountState } from "../fold/account.ts";
import type { RunState } from "../fold/run-state.ts";
import { matchesPattern } from "../grant.ts";
import type { JsonSchema } from "../json.ts";
import { templateOf } from "../plan.ts";
import type { Limits, PendingCall, Reflex } from "./reflex.ts";

/** What the home forbids is not done, a read-only run changes nothing, and nothing is changed that no grant covers. */
export const policyReflex: Reflex = (call, state, account) => {
  const { tool, limits, effect } = call;
  const veto = (fault: "error" | "ask", reason: string) => ({ rule: "policy", fault, reason });
  if (isForbidden(tool, limits)) return veto("error", `the configuration forbids ${tool}`);
  if (effect === "read") return null;
  if (state.access === "read")
    return veto("error", `${tool} may change something, and this run may only read`);
  if (grantFor(call, state, account) !== null) return null;
  return veto("ask", riskOf(call, state) ?? `no approval covers ${tool} with these arguments`);
};

export function isForbidden(tool: string, { deny, allow }: Limits): boolean {
  const isNamed = (patterns: readonly string[]) =>
    patterns.some((one) => matchesPattern(one, tool));
  return isNamed(deny) || (allow.length > 0 && !isNamed(allow));
}

/** Why only a grant will do that was given in view of this very call; null: any that covers it. */
function riskOf({ tool, effect, content, risks }: PendingCall, { unsettled }: RunState) {
  if (risks.length > 0) return risks.join("; ");
  if (effect !== "once" || !(content in unsettled)) return null;
  return `${tool} was called with the same arguments before, and what came of it is not known`;
}

/** The allowance that covers a call, as `grant#index`. */
export function grantFor(call: PendingCall, state: RunState, account: AccountState): string | null {
  const isRisky = riskOf(call, state) !== null;
  for (const { grant, expires, allows, run } of account.grants) {
    if (run !== state.run || (expires !== null && call.now >= Date.parse(expires))) continue;
    const index = allows.findIndex(({ tool, args, count, used, undoable, seen, ...one }, at) => {
      if (![null, call.step, templateOf(call.step).template].includes(one.step)) return false;
      if (one.plan !== null && one.plan !== state.plan?.event) return false;
      if (one.definitions && one.definitions[call.tool] !== call.definition) return false;
      const taken = call.inFlight.filter((other) => other.grant === `${grant}#${at}`).length;
      // A call that goes out again under its effect id is the one that was counted.
      if (count !== null && call.key === "" && used + taken >= count) return false;
      if ((isRisky && !seen) || (undoable && !call.undoable)) return false;
      return matchesPattern(tool, call.tool) && call.fits(args as JsonSchema);
    });
    if (index >= 0) return `${grant}#${index}`;
  }
  return null;
}
