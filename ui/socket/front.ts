import { unavailable } from "../../kernel/error.ts";
import type { Kernel } from "../../kernel/kernel.ts";
import type { Front } from "../../mcp/front/index.ts";

/** What answers MCP in this kernel. Throws `unavailable` when its plugin is absent or has failed. */
export function frontOf(kernel: Kernel): Front {
  const front = kernel.runs.services.provided<Front>("front").get("mcp");
  if (front) return front;
  throw unavailable("this kernel has nothing that speaks MCP", "glassbox doctor says what failed");
}
