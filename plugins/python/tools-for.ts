import type { Host } from "../../kernel/host.ts";
import { matchesPattern } from "../../kernel/grant.ts";
import { toolKey } from "../../kernel/plan.ts";
import type { ToolDefinition } from "../../kernel/ports/tools.ts";
import type { Program } from "./program.ts";
import { SERVER } from "./server-name.ts";

/** What its run could use, as far as the program asked for it. Programs begin no programs. */
export async function toolsFor(
  host: Host,
  { run, dir }: Pick<Program, "run" | "dir">,
  patterns: readonly string[],
): Promise<readonly ToolDefinition[]> {
  const { access } = host.kernel().runs.state(run);
  const tools = await host.needs("tools").list(dir);
  return tools.filter(
    (tool) =>
      tool.server !== SERVER &&
      (access === "write" || tool.effect === "read") &&
      patterns.some((pattern) => matchesPattern(pattern, toolKey(tool))),
  );
}
