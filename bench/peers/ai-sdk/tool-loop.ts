// ToolLoopAgent with the tools, the goal and the calls that standard input gives as JSON; answers with what its model was sent.
import { isStepCount, jsonSchema, tool, ToolLoopAgent } from "ai";
import { MockLanguageModelV4 } from "ai/test";
import { z } from "zod";

const object = z.record(z.string(), z.json());
const given = z.object({
  goal: z.string(),
  tools: z.array(z.object({ name: z.string(), description: z.string(), inputSchema: object })),
  calls: z.array(z.object({ tool: z.string(), args: object })),
  result: z.string(),
});
const { goal, tools, calls, result } = given.parse(await Bun.stdin.json());

const usage = {
  inputTokens: { total: 0, noCache: 0, cacheRead: 0, cacheWrite: 0 },
  outputTokens: { total: 0, text: 0, reasoning: 0 },
};
const model = new MockLanguageModelV4({
  doGenerate: [
    ...calls.map((call, index) => ({
      content: [
        {
          type: "tool-call" as const,
          toolCallId: `call_${index}`,
          toolName: call.tool,
          input: JSON.stringify(call.args),
        },
      ],
      finishReason: { unified: "tool-calls" as const, raw: undefined },
      usage,
      warnings: [],
    })),
    {
      content: [{ type: "text" as const, text: "Done." }],
      finishReason: { unified: "stop" as const, raw: undefined },
      usage,
      warnings: [],
    },
  ],
});

let executed = 0;
const agent = new ToolLoopAgent({
  model,
  instructions: "You are a helpful assistant. Use the tools to do what the user asks.",
  stopWhen: isStepCount(calls.length + 1),
  tools: Object.fromEntries(
    tools.map(({ name, description, inputSchema }) => [
      name,
      tool({
        description,
        inputSchema: jsonSchema(inputSchema),
        execute: async () => {
          executed += 1;
          return { text: result };
        },
      }),
    ]),
  ),
});
await agent.generate({ prompt: goal });
if (executed !== calls.length) throw new Error(`made ${executed} calls instead of ${calls.length}`);
const sent = model.doGenerateCalls.map(({ prompt, tools }) => ({ prompt, tools }));
console.log(JSON.stringify(sent));
