import { covers, matchesPattern } from "../grant.ts";
import { canonicalize } from "../json.ts";
import type { Reflex, Veto } from "./reflex.ts";

/** A read-only run changes nothing, and nothing is changed that no grant covers. */
export const policyReflex: Reflex = ({ tool, args, effect }, { access, run }, account) => {
  if (effect === "read") return null;
  const veto = (reason: string): Veto => ({ rule: "policy", fault: "error", reason });
  if (access === "read") return veto(`${tool} may change something, and this run may only read`);
  const text = canonicalize(args);
  const fits = (pattern: string | null) => pattern === null || matchesPattern(pattern, text);
  if (account.grants.some((grant) => covers(grant, tool, run) && fits(grant.args))) return null;
  return veto(`no approval covers ${tool} with these arguments`);
};
