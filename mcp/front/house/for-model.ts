import { isObject, type JsonObject, type JsonValue } from "../../../kernel/json.ts";
import { showHidden } from "../../hub/hidden-text.ts";

/** What was judged of a server's definitions, in a CloudEvent or as the ledger has it. */
const JUDGED = /(?:^|\.)trust\.definition\.\w+$/;
const LONGEST_NAME = 100;

/** An event as a model may read it: what was judged of a definition, without a word of what the definition says. */
export function eventForModel(event: JsonObject): JsonObject {
  const { type, data, salt: _, ...rest } = event;
  if (!JUDGED.test(String(type))) return event;
  return { ...rest, type: String(type), ...(isObject(data) && { data: judgementIn(data) }) };
}

function judgementIn({ server, kind, name, hash, reasons }: JsonObject): JsonObject {
  const called = showHidden(String(name)).slice(0, LONGEST_NAME);
  const all: readonly JsonValue[] = Array.isArray(reasons) ? reasons : [];
  return {
    server: String(server),
    kind: String(kind),
    name: called,
    hash: String(hash),
    // The fields that a reason is about have names of the server's choice.
    reasons: all.filter(isObject).map(({ code, text }) => ({ code: code!, text: text! })),
  };
}

/** The same for what a verb sends along the way: events stand in it as `event`. */
export function partForModel(part: JsonValue): JsonValue {
  if (!isObject(part) || !isObject(part["event"])) return part;
  return { ...part, event: eventForModel(part["event"]) };
}
