import type { ToolDefinition } from "../../kernel/ports/tools.ts";

/** The same tools again and again, of servers with other names, until there are `wanted`. */
export function manyTools(tools: readonly ToolDefinition[], wanted: number): ToolDefinition[] {
  return Array.from({ length: wanted }, (_, index) => {
    const tool = tools[index % tools.length]!;
    const round = Math.floor(index / tools.length);
    return round === 0 ? tool : { ...tool, server: `${tool.server}${round}` };
  });
}
