import type { AccountState } from "../../kernel/fold/account.ts";
import { matchesPattern } from "../../kernel/grant.ts";
import type { JsonObject } from "../../kernel/json.ts";
import type { Allowance } from "../contracts/approvals.ts";

/** Does any grant of a run speak of a tool? Whether it covers a call is decided when the call is made. */
export function isNamed({ grants }: AccountState, run: string, tool: string): boolean {
  const own = grants.filter((grant) => grant.run === run);
  return own.some(({ allows }) => allows.some((one) => matchesPattern(one.tool, tool)));
}

/** One call with just these arguments. They are values by now: a text in them that reads like a reference is none. */
export function exactly(tool: string, args: JsonObject): Pick<Allowance, "tool" | "args"> {
  return { tool, args: { const: args } };
}
