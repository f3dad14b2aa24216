import type { Driver } from "../contracts/driver.ts";
import type { RunState } from "../../kernel/fold/run-state.ts";
import { type PinnedTool, toolKey } from "../../kernel/plan.ts";
import type { ToolDefinition } from "../../kernel/ports/tools.ts";

export interface Divergence {
  readonly changes: string[];
  /** The tools of the plan that have changed, as they are now. */
  readonly tools: Record<string, PinnedTool>;
}

/** What a run relied on and is not the same any more; null: nothing. A tool that is gone fails its own step. */
export function divergence(
  { plan, driver: pinned }: RunState,
  driver: Driver,
  offered: readonly ToolDefinition[],
): Divergence | null {
  const changes: string[] = [];
  const tools: Record<string, PinnedTool> = {};
  if (pinned && pinned.hash !== driver.hash) changes.push(`the driver ${driver.name}`);
  for (const tool of offered) {
    const known = plan?.tools[toolKey(tool)];
    if (!known || known.hash === tool.hash) continue;
    changes.push(`the tool ${toolKey(tool)}`);
    const { effect, hash, paths } = tool;
    tools[toolKey(tool)] = { effect, hash, paths };
  }
  return changes.length === 0 ? null : { changes, tools };
}
