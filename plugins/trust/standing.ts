import { toolKey } from "../../kernel/plan.ts";
import type { ToolDefinition } from "../../kernel/ports/tools.ts";
import { policyOf, type ToolPolicy } from "../../mcp/hub/policy.ts";
import type { Allowance } from "../contracts/approvals.ts";
import type { GivenGrants } from "../contracts/lifecycle.ts";
import type { StandingGrants } from "../contracts/standing-grants.ts";
import { keyOf } from "./definitions.ts";
import { type Pins, standingOf } from "./pins.ts";

type Policies = Readonly<Record<string, Readonly<Record<string, ToolPolicy>> | undefined>>;

/**
 * The grants that `servers.NAME.policy` stands for: of tools that are to be allowed, each bound to the definition that is
 * pinned. They are given without a look at the call, so values from outside still ask.
 */
export function createStandingGrants(policies: () => Policies, pins: () => Pins): StandingGrants {
  return {
    given(tools) {
      const all = policies();
      const allowed = tools.filter((tool) => isAllowed(tool, all, pins));
      return [...Map.groupBy(allowed, ({ server }) => server)].map(grantFor);
    },
  };
}

function isAllowed(tool: ToolDefinition, all: Policies, pins: () => Pins): boolean {
  if (tool.effect === "read" || !Object.hasOwn(all, tool.server)) return false;
  if (policyOf(all[tool.server], tool.name) !== "allow") return false;
  const standing = standingOf(pins(), tool.server, keyOf({ kind: "tool", name: tool.name }));
  return standing?.waiting === null && standing.pinned?.hash === tool.hash;
}

function grantFor([server, tools]: [string, readonly ToolDefinition[]]): GivenGrants[number] {
  const free = { count: null, undoable: false, seen: false, step: null, plan: null };
  const allows = tools.map((tool): Allowance => ({
    ...free,
    tool: toolKey(tool),
    args: true,
    definitions: { [toolKey(tool)]: tool.hash },
  }));
  return { allows, ground: `configuration: servers.${server}.policy`, expires: null };
}
