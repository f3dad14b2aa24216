import { isObject } from "../../../kernel/json.ts";
import type { JsonObject } from "../../../kernel/json.ts";

/** What a server asks a person says whose question it is, so that none can pass for another's or for ours. */
export function labelled(server: string, method: string, params: JsonObject): JsonObject {
  if (method !== "elicitation/create") return params;
  const { message } = params;
  const said = typeof message === "string" ? ` ${message}` : "";
  return { ...params, message: `${server} asks:${said}` };
}

/** The same for the questions in an answer, as `input_required` and tasks have them. */
export function withLabels(server: string, answer: JsonObject): JsonObject {
  const { inputRequests } = answer;
  if (!isObject(inputRequests)) return answer;
  const named = Object.entries(inputRequests).map(([key, request]) => {
    if (!isObject(request) || typeof request["method"] !== "string") return [key, request];
    const params = isObject(request["params"]) ? request["params"] : {};
    return [key, { ...request, params: labelled(server, request["method"], params) }];
  });
  return { ...answer, inputRequests: Object.fromEntries(named) as JsonObject };
}
