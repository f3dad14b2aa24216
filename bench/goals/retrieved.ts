import { z } from "zod";

import type { ToolDefinition } from "../../kernel/ports/tools.ts";
import { toolKey } from "../../kernel/plan.ts";
import type { Golden } from "./golden.ts";
import type { PlanningHouse } from "./house.ts";
import { isTool } from "./same-calls.ts";

/** How many tools a goal is given. */
const FEW = 3;
const found = z.object({ tools: z.array(z.object({ key: z.string() })) });

export interface Retrieved {
  readonly goal: Golden;
  /** Best first. */
  readonly tools: readonly ToolDefinition[];
  /** Where the goal's own tool stands among them, from 0; -1 where it is not. */
  readonly place: number;
}

export async function retrieve(
  { house, dir, tools }: PlanningHouse,
  goal: Golden,
): Promise<Retrieved> {
  const answer = await house.call("tools.find", { goal: goal.goal, dir, limit: FEW });
  const keys = found.parse(answer).tools.map(({ key }) => key);
  const best = keys.slice(0, FEW).flatMap((key) => tools.find((one) => toolKey(one) === key) ?? []);
  const place = best.findIndex((one) => isTool(goal.steps[0]!.tool, toolKey(one)));
  return { goal, tools: best, place };
}
