// The AI SDK keeps nothing of itself: its messages are saved after each step (`onStepEnd`) and given to it again.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { isStepCount, type LanguageModel, type ModelMessage, tool, ToolLoopAgent } from "ai";
import { z } from "zod";

import { servePeerLife } from "../../crash/peer-life.ts";

type ScriptedModel = Extract<LanguageModel, { specificationVersion: "v4" }>;
type Generated = Awaited<ReturnType<ScriptedModel["doGenerate"]>>;

await servePeerLife(async ({ folder, next, effect }) => {
  const file = join(folder, "messages.json");
  const messages: ModelMessage[] = existsSync(file)
    ? JSON.parse(readFileSync(file, "utf8"))
    : [{ role: "user", content: "go" }];
  let isFinished = false;
  const model: ScriptedModel = {
    specificationVersion: "v4",
    provider: "scripted",
    modelId: "scripted",
    supportedUrls: {},
    async doGenerate({ prompt }): Promise<Generated> {
      const step = next(prompt.filter(({ role }) => role === "tool").length);
      isFinished = step === null;
      return {
        content:
          step === null
            ? [{ type: "text", text: "done" }]
            : [
                {
                  type: "tool-call",
                  toolCallId: `c${step}`,
                  toolName: "act",
                  input: JSON.stringify({ step }),
                },
              ],
        finishReason: { unified: step === null ? "stop" : "tool-calls", raw: undefined },
        usage: {
          inputTokens: { total: 10, noCache: 10, cacheRead: undefined, cacheWrite: undefined },
          outputTokens: { total: 5, text: 5, reasoning: undefined },
        },
        warnings: [],
      };
    },
    doStream: () => Promise.reject(new Error("the bench does not stream")),
  };
  const act = tool({
    description: "Does the effect of a step.",
    inputSchema: z.object({ step: z.number() }),
    execute: async ({ step }) => effect(step),
  });
  const kept = [...messages];
  const agent = new ToolLoopAgent({
    model,
    tools: { act },
    stopWhen: isStepCount(1000),
    instructions: "x",
    onStepEnd({ response }) {
      kept.push(...response.messages);
      writeFileSync(file, JSON.stringify(kept));
    },
  });
  await agent.generate({ messages });
  return { isFinished, told: 0 };
});
