// pi's AgentHarness on its JSONL sessions, with its defaults; a run is called off by `lane.abort`.
import { AgentHarness, JsonlSessionRepo } from "@earendil-works/pi-agent-core";
import { BACKGROUND_CONTEXT as context } from "@earendil-works/pi-agent-core/harness/context";
import { NodeExecutionEnv } from "@earendil-works/pi-agent-core/harness/env/nodejs";
import type { AssistantMessage, Context, Model, Provider } from "@earendil-works/pi-ai";
import { createAssistantMessageEventStream, createModels } from "@earendil-works/pi-ai";
import { Type } from "typebox";

import { type ModelCall, servePeer } from "../../faults/peer-task.ts";

const COST = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 };

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

function messageFor(call: ModelCall | null): AssistantMessage {
  return {
    role: "assistant",
    content: call
      ? [{ type: "toolCall", id: call.id, name: call.name, arguments: call.args }]
      : [{ type: "text", text: "done" }],
    api: "scripted",
    provider: "scripted",
    model: "scripted",
    usage: { ...COST, input: 10, output: 5, totalTokens: 15, cost: { ...COST, total: 0 } },
    stopReason: call ? "toolUse" : "stop",
    timestamp: Date.now(),
  };
}

await servePeer(async ({ make, next, limit }, folder) => {
  let last = "";
  const stream = (_model: unknown, { messages }: Context) => {
    const results = messages
      .filter(({ role }) => role === "toolResult")
      .map(({ content }) => JSON.stringify(content));
    const message = messageFor(next(results, JSON.stringify(messages).length));
    last = message.content[0]?.type === "text" ? message.content[0].text : "a tool call";
    const reason = message.stopReason === "toolUse" ? "toolUse" : "stop";
    const events = createAssistantMessageEventStream();
    events.push({ type: "start", partial: message });
    events.push({ type: "done", reason, message });
    events.end(message);
    return events;
  };
  const provider: Provider<"scripted"> = {
    id: "scripted",
    name: "scripted",
    auth: { apiKey: { name: "none", resolve: async () => ({ auth: {} }) } },
    getModels: () => [model],
    stream,
    streamSimple: stream,
  };
  const models = createModels();
  models.setProvider(provider);
  const making = {
    name: "make",
    label: "make",
    description: "Makes an item.",
    parameters: Type.Object({ item: Type.String() }),
    async execute(_id: string, args: { item: string }) {
      const text = JSON.stringify(await make(args));
      return { content: [{ type: "text" as const, text }], details: {} };
    },
  };
  const fileSystem = new NodeExecutionEnv({ cwd: folder });
  const sessions = new JsonlSessionRepo({ fileSystem, sessionsRoot: folder });
  const session = await sessions.create({ cwd: folder }, context);
  const { harness } = await AgentHarness.create(
    {
      session,
      models,
      model,
      systemPrompt: "x",
      tools: [making],
      activeToolNames: ["make"],
      compaction: { enabled: false, reserveTokens: 0, keepRecentTokens: 0 },
    },
    context,
  );
  const lane = await harness.lane("main", { createAt: null }, context);
  limit?.addEventListener("abort", () => void lane.abort(context));
  const end = await lane.prompt("Make a, b and c", undefined, context);
  return end.ok && end.value.status === "completed" ? last : `ended ${JSON.stringify(end)}`;
});
