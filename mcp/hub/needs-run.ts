import type { JsonObject } from "../../kernel/json.ts";
import type { ToolDefinition } from "../../kernel/ports/tools.ts";

/**
 * Does a call, of a tool that by itself only reads, ask for what only a run can answer for (`_meta["dev.glassbox/needsRun"]`
 * names the arguments)? Then it is made in one.
 */
export function needsRun({ trusted, meta }: ToolDefinition, args: JsonObject): boolean {
  const names = meta["dev.glassbox/needsRun"];
  return trusted && Array.isArray(names) && names.some((name) => Object.hasOwn(args, String(name)));
}
