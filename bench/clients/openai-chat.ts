import { isObject, type JsonObject } from "../../kernel/json.ts";
import { type Dialect, events, named, objects } from "./dialects.ts";

/** Chat completions. */
export const openaiChat: Dialect = {
  path: /\/chat\/completions$/,
  read(body) {
    const results = objects(body["messages"]).filter(({ role }) => role === "tool");
    const functions = objects(body["tools"]).map((tool) => tool["function"]);
    return {
      tools: functions.filter(isObject).map((one) => named(one)),
      results: results.map((one) => JSON.stringify(one["content"] ?? "")),
    };
  },
  write(reply, { model = "scripted", stream }) {
    const head = { id: "chat_1", created: 1, model };
    const isCall = reply.kind === "call";
    const finish = isCall ? "tool_calls" : "stop";
    const message: JsonObject =
      reply.kind === "call"
        ? {
            role: "assistant",
            content: null,
            tool_calls: [
              {
                index: 0,
                id: reply.id,
                type: "function",
                function: { name: reply.tool.name, arguments: JSON.stringify(reply.args) },
              },
            ],
          }
        : { role: "assistant", content: reply.text };
    const usage = { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 };
    if (stream !== true) {
      const choices = [{ index: 0, finish_reason: finish, message }];
      return Response.json({ ...head, object: "chat.completion", choices, usage });
    }
    const chunk = (delta: JsonObject, finish_reason: string | null): JsonObject => ({
      ...head,
      object: "chat.completion.chunk",
      choices: [{ index: 0, delta, finish_reason }],
    });
    return events([chunk(message, null), chunk({}, finish)], false, "data: [DONE]\n\n");
  },
};
