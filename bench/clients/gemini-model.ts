import { isObject, type JsonObject } from "../../kernel/json.ts";
import { type Dialect, events, named, objects } from "./dialects.ts";

/** Gemini's own. */
export const geminiModel: Dialect = {
  path: /enerateContent$/,
  read(body) {
    const parts = objects(body["contents"]).flatMap((one) => objects(one["parts"]));
    const results = parts.map((part) => part["functionResponse"]).filter(isObject);
    const tools = objects(body["tools"]).flatMap((one) => objects(one["functionDeclarations"]));
    return {
      tools: tools.map((one) => named(one)),
      results: results.map((one) => JSON.stringify(one)),
    };
  },
  write(reply, _body, url) {
    const part: JsonObject =
      reply.kind === "call"
        ? { functionCall: { name: reply.tool.name, args: reply.args as JsonObject } }
        : { text: reply.text };
    const candidate = { index: 0, content: { role: "model", parts: [part] }, finishReason: "STOP" };
    const usageMetadata = { promptTokenCount: 1, candidatesTokenCount: 1, totalTokenCount: 2 };
    const whole = { candidates: [candidate], usageMetadata };
    return url.pathname.includes("stream") ? events([whole], false) : Response.json(whole);
  },
};
