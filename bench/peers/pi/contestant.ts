// pi's AgentHarness on its JSONL sessions: one session file for each run, a scripted model, one tool.
import { AgentHarness, JsonlSessionRepo } from "@earendil-works/pi-agent-core";
import { BACKGROUND_CONTEXT as context } from "@earendil-works/pi-agent-core/harness/context";
import { NodeExecutionEnv } from "@earendil-works/pi-agent-core/harness/env/nodejs";
import type { AssistantMessage, Model, Provider } from "@earendil-works/pi-ai";
import { createAssistantMessageEventStream, createModels } from "@earendil-works/pi-ai";
import { Type } from "typebox";

import { serveContestant } from "../../support/contestant.ts";

const COST = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 };

let left = 0;
let calls = 0;

const model: Model<"scripted"> = {
  id: "scripted",
  name: "scripted",
  api: "scripted",
  provider: "scripted",
  baseUrl: "",
  reasoning: false,
  input: ["text"],
  cost: COST,
  contextWindow: 1_000_000_000,
  maxTokens: 1000,
};

/** A tool call until none is left, then the end. */
function nextMessage(): AssistantMessage {
  const calling = left > 0;
  left -= 1;
  return {
    role: "assistant",
    content: calling
      ? [{ type: "toolCall", id: `c${left}`, name: "echo", arguments: { i: left } }]
      : [{ type: "text", text: "done" }],
    api: "scripted",
    provider: "scripted",
    model: "scripted",
    usage: { ...COST, input: 10, output: 5, totalTokens: 15, cost: { ...COST, total: 0 } },
    stopReason: calling ? "toolUse" : "stop",
    timestamp: Date.now(),
  };
}

function stream() {
  const events = createAssistantMessageEventStream();
  const message = nextMessage();
  const reason = message.stopReason === "toolUse" ? "toolUse" : "stop";
  events.push({ type: "start", partial: message });
  events.push({ type: "done", reason, message });
  events.end(message);
  return events;
}

const provider: Provider<"scripted"> = {
  id: "scripted",
  name: "scripted",
  auth: { apiKey: { name: "none", resolve: async () => ({ auth: {} }) } },
  getModels: () => [model],
  stream,
  streamSimple: stream,
};

const echo = {
  name: "echo",
  label: "echo",
  description: "Answers with the number it was given.",
  parameters: Type.Object({ i: Type.Number() }),
  replay: "safe" as const,
  async execute(_id: string, { i }: { i: number }) {
    calls += 1;
    const text = JSON.stringify({ ok: true, i });
    return { content: [{ type: "text" as const, text }], details: {} };
  },
};

await serveContestant(async (folder) => {
  const models = createModels();
  models.setProvider(provider);
  const fileSystem = new NodeExecutionEnv({ cwd: folder });
  const sessions = new JsonlSessionRepo({ fileSystem, sessionsRoot: folder });
  return {
    async run(steps) {
      left = steps;
      calls = 0;
      const session = await sessions.create({ cwd: folder }, context);
      const { harness } = await AgentHarness.create(
        {
          session,
          models,
          model,
          systemPrompt: "x",
          tools: [echo],
          activeToolNames: ["echo"],
          compaction: { enabled: false, reserveTokens: 0, keepRecentTokens: 0 },
        },
        context,
      );
      const lane = await harness.lane("main", { createAt: null }, context);
      await lane.prompt("go", undefined, context);
      await harness.close(context);
      return calls;
    },
    close: () => sessions.close(context),
  };
});
