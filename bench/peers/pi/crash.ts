// pi's AgentHarness on its JSONL sessions; a lane that was interrupted goes on with `lane.resume`. A tool says with
// `replay` what is done about a call whose outcome is unknown: "never", the standard, or "safe", repeat it.
import { AgentHarness, JsonlSessionRepo } from "@earendil-works/pi-agent-core";
import { BACKGROUND_CONTEXT as context } from "@earendil-works/pi-agent-core/harness/context";
import { NodeExecutionEnv } from "@earendil-works/pi-agent-core/harness/env/nodejs";
import type { AssistantMessage, Context, Model, Provider } from "@earendil-works/pi-ai";
import { createAssistantMessageEventStream, createModels } from "@earendil-works/pi-ai";
import { Type } from "typebox";

import { servePeerLife } from "../../crash/peer-life.ts";

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

function messageFor(step: number | null): AssistantMessage {
  return {
    role: "assistant",
    content:
      step === null
        ? [{ type: "text", text: "done" }]
        : [{ type: "toolCall", id: `c${step}`, name: "act", arguments: { step } }],
    api: "scripted",
    provider: "scripted",
    model: "scripted",
    usage: { ...COST, input: 10, output: 5, totalTokens: 15, cost: { ...COST, total: 0 } },
    stopReason: step === null ? "stop" : "toolUse",
    timestamp: Date.now(),
  };
}

await servePeerLife(async ({ folder, isResumed, next, effect }) => {
  let told = 0;
  const stream = (_model: unknown, { messages }: Context) => {
    const results = messages.filter(({ role }) => role === "toolResult");
    const unknown = results.filter((result) =>
      JSON.stringify(result).includes("outcome is unknown"),
    );
    told = unknown.length;
    const message = messageFor(next(results.length));
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
  const replay = process.env["REPLAY"] === "safe" ? ("safe" as const) : undefined;
  const act = {
    name: "act",
    label: "act",
    description: "Does the effect of a step.",
    parameters: Type.Object({ step: Type.Number() }),
    ...(replay && { replay }),
    async execute(_id: string, { step }: { step: number }) {
      const text = JSON.stringify(effect(step));
      return { content: [{ type: "text" as const, text }], details: {} };
    },
  };
  const fileSystem = new NodeExecutionEnv({ cwd: folder });
  const sessions = new JsonlSessionRepo({ fileSystem, sessionsRoot: folder });
  const [known] = isResumed ? await sessions.list({}, context) : [];
  const session = known
    ? await sessions.open(known, context)
    : await sessions.create({ cwd: folder }, context);
  const { harness } = await AgentHarness.create(
    {
      session,
      models,
      model,
      systemPrompt: "x",
      tools: [act],
      activeToolNames: ["act"],
      compaction: { enabled: false, reserveTokens: 0, keepRecentTokens: 0 },
    },
    context,
  );
  const lane = await harness.lane("main", { createAt: null }, context);
  const end = known ? await lane.resume(context) : await lane.prompt("go", undefined, context);
  return { isFinished: end.ok && end.value.status === "completed", told };
});
