import { isObject } from "../../../kernel/json.ts";
import type { JsonObject } from "../../../kernel/json.ts";
import { EventReader } from "./event-reader.ts";
import { isEventStream } from "./media-type.ts";
import { readText } from "./read-text.ts";

/** The result that one response brings, in either of its two forms; undefined if it brings none. */
export async function readAnswer(
  response: Response,
  maxBytes: number,
): Promise<JsonObject | undefined> {
  if (!isEventStream(response)) {
    const text = await readText(response.body, maxBytes);
    return typeof text === "string" ? resultOf(text) : undefined;
  }
  let found: JsonObject | undefined;
  const nothing = () => {};
  const reader = new EventReader(maxBytes, {
    event: (data) => {
      found ??= resultOf(data);
    },
    id: nothing,
    retry: nothing,
    oversized: nothing,
  });
  for await (const chunk of response.body ?? []) {
    reader.push(chunk);
    // Leaving the loop ends the body.
    if (found !== undefined) return found;
  }
  return undefined;
}

function resultOf(text: string): JsonObject | undefined {
  try {
    const message: unknown = JSON.parse(text);
    const result = isObject(message) ? message["result"] : undefined;
    return isObject(result) ? result : undefined;
  } catch {
    return undefined;
  }
}
