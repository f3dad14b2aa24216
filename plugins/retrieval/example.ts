import { z } from "zod";

import { isObject, type JsonObject } from "../../kernel/json.ts";
import { toolKey } from "../../kernel/plan.ts";
import type { ToolDefinition } from "../../kernel/ports/tools.ts";

/** A goal and the call that meets it. */
export interface Example {
  readonly goal: string;
  /** `server__tool`. */
  readonly tool: string;
  readonly args: JsonObject;
  /** Came with the tool, or is a step of this home that was proved. */
  readonly source: "shipped" | "proven";
  /** Of a proven one: the event that it is read from. */
  readonly event: string | null;
}

/** Where proven examples come from, offered by plugins under the kind `examples`. */
export interface ExampleSource {
  examples(): Promise<readonly Example[]>;
}

const shipped = z.array(
  z.object({ goal: z.string().min(1), args: z.custom<JsonObject>(isObject, "must be an object") }),
);

/** The worked goals that tools come with. What is not well formed is no example; it costs nothing else. */
export function shippedExamples(tools: readonly ToolDefinition[]): readonly Example[] {
  return tools.flatMap((tool) => {
    const { data = [] } = shipped.safeParse(tool.meta["dev.glassbox/examples"]);
    const key = toolKey(tool);
    return data.map((one) => ({ ...one, tool: key, source: "shipped" as const, event: null }));
  });
}
