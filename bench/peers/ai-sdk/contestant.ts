// The AI SDK's ToolLoopAgent without persistence: a scripted model, one tool. Nothing of a run survives its process.
import { isStepCount, type LanguageModel, tool, ToolLoopAgent } from "ai";
import { z } from "zod";

import { serveContestant } from "../../support/contestant.ts";

type ScriptedModel = Extract<LanguageModel, { specificationVersion: "v4" }>;
type Generated = Awaited<ReturnType<ScriptedModel["doGenerate"]>>;

let left = 0;
let calls = 0;

const model: ScriptedModel = {
  specificationVersion: "v4",
  provider: "scripted",
  modelId: "scripted",
  supportedUrls: {},
  /** A tool call until none is left, then the end. */
  async doGenerate(): Promise<Generated> {
    const calling = left > 0;
    left -= 1;
    const input = JSON.stringify({ i: left });
    return {
      content: calling
        ? [{ type: "tool-call", toolCallId: `c${left}`, toolName: "echo", input }]
        : [{ type: "text", text: "done" }],
      finishReason: { unified: calling ? "tool-calls" : "stop", raw: undefined },
      usage: {
        inputTokens: { total: 10, noCache: 10, cacheRead: undefined, cacheWrite: undefined },
        outputTokens: { total: 5, text: 5, reasoning: undefined },
      },
      warnings: [],
    };
  },
  doStream: () => Promise.reject(new Error("the bench does not stream")),
};

const echo = tool({
  description: "Answers with the number it was given.",
  inputSchema: z.object({ i: z.number() }),
  execute: async ({ i }) => {
    calls += 1;
    return { ok: true, i };
  },
});

await serveContestant(async () => {
  const agent = new ToolLoopAgent({
    model,
    tools: { echo },
    stopWhen: isStepCount(1_000_000),
    instructions: "x",
  });
  return {
    async run(steps) {
      left = steps;
      calls = 0;
      await agent.generate({ prompt: "go" });
      return calls;
    },
    async close() {},
  };
});
