import { covers, matchesPattern } from "../grant.ts";
import { canonicalize } from "../json.ts";
import type { Reflex } from "./reflex.ts";

/** A read-only run changes nothing, and nothing is changed that no grant covers. */
export const policyReflex: Reflex = (call, state, account) => {
  if (call.effect === "read") return null;
  if (state.access === "read") {
    return {
      rule: "policy",
      fault: "error",
      reason: `${call.tool} may change something, and this run may only read`,
    };
  }
  const args = canonicalize(call.args);
  const granted = account.grants.some(
    (grant) =>
      covers(grant, call.tool, state.run) &&
      (grant.args === null || matchesPattern(grant.args, args)),
  );
  if (granted) return null;
  return {
    rule: "policy",
    fault: "error",
    reason: `no approval covers ${call.tool} with these arguments`,
  };
};
