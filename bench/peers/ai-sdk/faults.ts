// The AI SDK's ToolLoopAgent with its defaults; a run is called off by its abort signal.
import { type LanguageModel, tool, ToolLoopAgent } from "ai";
import { z } from "zod";

import { servePeer } from "../../faults/peer-task.ts";

type ScriptedModel = Extract<LanguageModel, { specificationVersion: "v4" }>;
type Generated = Awaited<ReturnType<ScriptedModel["doGenerate"]>>;

await servePeer(async ({ make, next, limit }) => {
  const model: ScriptedModel = {
    specificationVersion: "v4",
    provider: "scripted",
    modelId: "scripted",
    supportedUrls: {},
    async doGenerate({ prompt }): Promise<Generated> {
      const results = prompt.flatMap((message) =>
        message.role === "tool"
          ? message.content.map((part) => JSON.stringify("output" in part ? part.output : part))
          : [],
      );
      const call = next(results, JSON.stringify(prompt).length);
      return {
        content: [
          call
            ? {
                type: "tool-call",
                toolCallId: call.id,
                toolName: call.name,
                input: JSON.stringify(call.args),
              }
            : { type: "text", text: "done" },
        ],
        finishReason: { unified: call ? "tool-calls" : "stop", raw: undefined },
        usage: {
          inputTokens: { total: 10, noCache: 10, cacheRead: undefined, cacheWrite: undefined },
          outputTokens: { total: 5, text: 5, reasoning: undefined },
        },
        warnings: [],
      };
    },
    doStream: () => Promise.reject(new Error("the bench does not stream")),
  };
  const agent = new ToolLoopAgent({
    model,
    tools: {
      make: tool({
        description: "Makes an item.",
        inputSchema: z.object({ item: z.string() }),
        execute: (args) => make(args),
      }),
    },
    instructions: "x",
  });
  const { text, finishReason } = await agent.generate({
    prompt: "Make a, b and c",
    ...(limit && { abortSignal: limit, timeout: { toolMs: 1000 } }),
  });
  return text === "" ? `stopped: ${finishReason}` : text;
});
