import { join } from "node:path";

import { z } from "zod";

import { toolKey } from "../../kernel/plan.ts";
import type { ToolDefinition } from "../../kernel/ports/tools.ts";
import { CALLS, GOAL } from "./goal.ts";
import { ANSWER } from "./office.ts";
import type { Sent } from "./tokens.ts";

const PROGRAM = join(import.meta.dir, "../peers/ai-sdk/tool-loop.ts");
const sentSchema = z.array(z.custom<Sent>());

/** What ToolLoopAgent of the AI SDK sends for the same goal: the same tools, the same calls, answers of the same length. */
export async function toolLoopCalls(tools: readonly ToolDefinition[]): Promise<readonly Sent[]> {
  const given = {
    goal: GOAL,
    calls: CALLS,
    result: ANSWER,
    tools: tools.map((tool) => ({
      name: toolKey(tool),
      description: tool.description,
      inputSchema: tool.inputSchema,
    })),
  };
  const agent = Bun.spawn([process.execPath, PROGRAM], {
    stdin: new Blob([JSON.stringify(given)]),
    stdout: "pipe",
    stderr: "inherit",
  });
  const said = await new Response(agent.stdout).text();
  if ((await agent.exited) !== 0) throw new Error("the AI SDK's agent failed");
  return sentSchema.parse(JSON.parse(said));
}
