import { isObject, type JsonObject, type JsonValue } from "../../../kernel/json.ts";
import { showHidden } from "../../hub/hidden-text.ts";

/** What was judged of a server's definitions, in a CloudEvent or as the ledger has it. */
const JUDGED = /(?:^|\.)trust\.definition\.\w+$/;
const LONGEST_NAME = 100;

/** An event as a model may read it: what was judged of a definition, without a word of what the definition says. */
export function eventForModel(event: JsonObject): JsonObject {
  const { type, data, salt: _, ...rest } = event;
  if (!JUDGED.test(String(type))) return event;
  if (!isObject(data)) return { ...rest, type: String(type) };
  const { definition: _definition, speaks: _speaks, name, ...judgement } = data;
  const called = showHidden(String(name)).slice(0, LONGEST_NAME);
  return { ...rest, type: String(type), data: { ...judgement, name: called } };
}

/** The same for what a verb sends along the way: events stand in it as `event`. */
export function partForModel(part: JsonValue): JsonValue {
  if (!isObject(part) || !isObject(part["event"])) return part;
  return { ...part, event: eventForModel(part["event"]) };
}
