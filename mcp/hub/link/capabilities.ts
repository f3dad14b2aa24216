import { isObject } from "../../../kernel/json.ts";
import type { JsonObject } from "../../../kernel/json.ts";
import type { Caller } from "../caller.ts";
import { without } from "./envelope.ts";

/** All that can be handed on to some client: what a connection that many share declares. */
export const relayed: JsonObject = { elicitation: { form: {}, url: {} }, sampling: {}, roots: {} };

/** What is declared in a client's name. Tasks of a server at the client (2025-11-25) are not handed on. */
export function declared(capabilities: JsonObject): JsonObject {
  return without(capabilities, ["tasks"]);
}

/** The same where the answer must be a final one: extensions may have others. */
export function answerable(capabilities: JsonObject): JsonObject {
  const entries = Object.entries(capabilities);
  return Object.fromEntries(entries.filter(([name]) => name in relayed));
}

const members: Readonly<Record<string, string>> = {
  "elicitation/create": "elicitation",
  "sampling/createMessage": "sampling",
  "roots/list": "roots",
};

export function isQuestion(method: string): boolean {
  return method in members;
}

/** Whether this client said that it can answer such a question. */
export function canAnswer(caller: Caller, method: string, params: JsonObject): boolean {
  const capability = caller.capabilities[members[method] ?? ""];
  if (!isObject(capability)) return false;
  if (method !== "elicitation/create") return true;
  const isUrl = params["mode"] === "url";
  // Until 2025-06-18 there was only the form, and nothing to say about it.
  if (!isUrl) return isObject(capability["form"]) || capability["url"] === undefined;
  return isObject(capability["url"]);
}

/** A question in the words of a refusal. */
export function described(method: string, params: JsonObject): string {
  if (method !== "elicitation/create") return method;
  return `${method} of mode ${typeof params["mode"] === "string" ? params["mode"] : "form"}`;
}
