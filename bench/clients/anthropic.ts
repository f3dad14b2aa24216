import type { JsonObject } from "../../kernel/json.ts";
import { type Dialect, events, named, objects, type Reply } from "./dialects.ts";

/** The Messages protocol. */
export const anthropic: Dialect = {
  path: /\/messages$/,
  read(body) {
    const blocks = objects(body["messages"]).flatMap(({ content }) => objects(content));
    const results = blocks.filter(({ type }) => type === "tool_result");
    return {
      tools: objects(body["tools"]).map((tool) => named(tool)),
      results: results.map((one) => JSON.stringify(one)),
    };
  },
  write(reply, { model = "scripted", stream }) {
    const isCall = reply.kind === "call";
    const stop = { stop_reason: isCall ? "tool_use" : "end_turn", stop_sequence: null };
    const usage = { input_tokens: 1, output_tokens: 1 };
    const head = { id: `msg_${idOf(reply)}`, type: "message", role: "assistant", model, usage };
    const block: JsonObject =
      reply.kind === "call"
        ? { type: "tool_use", id: reply.id, name: reply.tool.name, input: reply.args as JsonObject }
        : { type: "text", text: reply.text };
    if (stream !== true) return Response.json({ ...head, content: [block], ...stop });
    const begun: JsonObject = isCall ? { ...block, input: {} } : { type: "text", text: "" };
    const delta: JsonObject =
      reply.kind === "call"
        ? { type: "input_json_delta", partial_json: JSON.stringify(reply.args) }
        : { type: "text_delta", text: reply.text };
    const message = { ...head, content: [], stop_reason: null, stop_sequence: null };
    return events(
      [
        { type: "message_start", message },
        { type: "content_block_start", index: 0, content_block: begun },
        { type: "content_block_delta", index: 0, delta },
        { type: "content_block_stop", index: 0 },
        { type: "message_delta", delta: stop, usage: { output_tokens: 1 } },
        { type: "message_stop" },
      ],
      true,
    );
  },
};

function idOf(reply: Reply): string {
  return reply.kind === "call" ? reply.id : "last";
}
