import { isObject, type JsonObject } from "../../../kernel/json.ts";
import type { Conversation } from "../desk.ts";
import type { House } from "./house.ts";
import { PROMPTS } from "./prompts.ts";
import { newestRuns, RESOURCE_TEMPLATES } from "./resources.ts";

/** Older runs are named by their whole id. */
const LOOKED_AT = 200;
/** What a completion may name at most, by the protocol. */
const MOST = 100;

/** Completes the labels of runs, in our prompts and resource templates; null: it is about none of ours. */
export async function complete(
  house: House,
  { ref, argument }: JsonObject,
  { client }: Conversation,
): Promise<JsonObject | null> {
  if (!isObject(ref) || !isObject(argument) || !isOurs(ref)) return null;
  if (argument["name"] !== "run") return completion([]);
  const typed = String(argument["value"] ?? "").toLowerCase();
  const runs = await newestRuns(house, client, LOOKED_AT);
  const labels = runs
    .filter(({ label, goal }) => label.startsWith(typed) || goal.toLowerCase().includes(typed))
    .map(({ label }) => label);
  return completion(labels);
}

function isOurs({ type, name, uri }: JsonObject): boolean {
  if (type === "ref/prompt") return PROMPTS.some((one) => one["name"] === name);
  return RESOURCE_TEMPLATES.some(({ uriTemplate }) => uriTemplate === uri);
}

function completion(values: readonly string[]): JsonObject {
  return {
    completion: {
      values: values.slice(0, MOST),
      total: values.length,
      hasMore: values.length > MOST,
    },
  };
}
