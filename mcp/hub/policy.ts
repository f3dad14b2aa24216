import { matchesPattern } from "../../kernel/grant.ts";
import type { ServerSpec } from "./spec.ts";

/** `deny`: hidden and refused. `ask`: each call asks. `allow`: none does, as long as the tool is the one that was pinned. */
export type ToolPolicy = "allow" | "ask" | "deny";

const strictestFirst = ["deny", "ask", "allow"] as const;

/** What the configuration says of one tool: its own name counts before patterns, and of those the strictest. */
export function policyOf(
  policy: Readonly<Record<string, ToolPolicy>> | undefined,
  tool: string,
): ToolPolicy | undefined {
  if (policy === undefined) return undefined;
  if (Object.hasOwn(policy, tool)) return policy[tool];
  const matching = Object.entries(policy).filter(([pattern]) => matchesPattern(pattern, tool));
  return strictestFirst.find((one) => matching.some(([, said]) => said === one));
}

/** The same of a server as it is configured; our own servers have no such policy. */
export function policyIn(spec: ServerSpec, tool: string): ToolPolicy | undefined {
  return "policy" in spec ? policyOf(spec.policy, tool) : undefined;
}
