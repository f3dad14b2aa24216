import { z } from "zod";

import { isObject, type JsonObject } from "../../../kernel/json.ts";
import { toolKey } from "../../../kernel/plan.ts";
import type { ToolDefinition } from "../../../kernel/ports/tools.ts";

/** A goal and the call that was right for it. */
export interface Example {
  readonly goal: string;
  /** `server__tool`. */
  readonly tool: string;
  readonly args: JsonObject;
  readonly source: "shipped" | "proven";
  /** The event that accepted the plan it comes from; null for one that came with its tool. */
  readonly event: string | null;
}

const shipped = z.array(
  z.looseObject({
    goal: z.string().min(1),
    args: z.custom<JsonObject>(isObject, "must be an object"),
  }),
);

/** Worked goals that tools bring along. What is not well formed is no example, and costs the tool nothing. */
export function shippedExamples(tools: readonly ToolDefinition[]): Example[] {
  return tools.flatMap((tool) => {
    const parsed = shipped.safeParse(tool.meta["dev.glassbox/examples"] ?? []);
    return (parsed.data ?? []).map(({ goal, args }) => {
      return { goal, tool: toolKey(tool), args, source: "shipped" as const, event: null };
    });
  });
}
