import type { JsonObject } from "../../kernel/json.ts";
import { type Dialect, events, named, objects } from "./dialects.ts";

/** The Responses protocol, in which tools of one server may be a group. */
export const openaiResponses: Dialect = {
  path: /\/responses$/,
  read(body) {
    const items = objects(body["input"]);
    const results = items.filter(({ type }) => type === "function_call_output");
    const tools = objects(body["tools"]).flatMap((tool) =>
      tool["type"] === "namespace"
        ? objects(tool["tools"]).map((one) => named(one, String(tool["name"])))
        : [named(tool)],
    );
    return { tools, results: results.map((one) => JSON.stringify(one["output"] ?? "")) };
  },
  write(reply, { model = "scripted" }) {
    const item: JsonObject =
      reply.kind === "call"
        ? {
            type: "function_call",
            id: `fc_${reply.id}`,
            call_id: reply.id,
            name: reply.tool.name,
            ...(reply.tool.group === null ? {} : { namespace: reply.tool.group }),
            arguments: JSON.stringify(reply.args),
            status: "completed",
          }
        : {
            type: "message",
            id: "msg_last",
            role: "assistant",
            status: "completed",
            content: [{ type: "output_text", text: reply.text, annotations: [] }],
          };
    const usage = {
      input_tokens: 1,
      input_tokens_details: { cached_tokens: 0 },
      output_tokens: 1,
      output_tokens_details: { reasoning_tokens: 0 },
      total_tokens: 2,
    };
    const response = { id: "resp_1", object: "response", created_at: 1, model, usage };
    const whole = { ...response, status: "completed", output: [item] };
    const begun = { ...response, status: "in_progress", output: [] };
    return events(
      [
        { type: "response.created", sequence_number: 0, response: begun },
        { type: "response.output_item.added", sequence_number: 1, output_index: 0, item },
        { type: "response.output_item.done", sequence_number: 2, output_index: 0, item },
        { type: "response.completed", sequence_number: 3, response: whole },
      ],
      true,
    );
  },
};
