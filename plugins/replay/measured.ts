import type { LedgerEvent } from "../../kernel/event.ts";
import { isObject, type JsonObject } from "../../kernel/json.ts";

/** By type, members that are answers from outside: of the clock, of the folder, and hashes over names the ledger gives. */
const TAKEN: Readonly<Record<string, readonly string[]>> = {
  "tool.finished": ["milliseconds"],
  "model.answered": ["milliseconds"],
  "workspace.captured": ["manifest", "captures"],
};

/**
 * What the new house has of an event, with all that was measured taken from the record: besides what is listed, the time
 * that a wait ends (if the clock can have said so), a cursor of the ledger that it was recorded in, and what only the text
 * of a given plan says, which is on record as it was read.
 */
export function withMeasured(
  now: JsonObject,
  { type, data, hlc }: LedgerEvent,
  before: number,
): JsonObject {
  if (!data) return now;
  const taken = TAKEN[type];
  if (taken) return taken.reduce((payload, name) => take(payload, data, name), now);
  // What had been written by the time it was decided hangs on turns of the event loop.
  if (type === "decision.made")
    return take(now["at"] === data["at"] ? now : takeState(now, data), data, "next");
  if (type === "plan.accepted" && isGiven(data)) return takePlan(now, data);
  if (type !== "step.started" || data["kind"] !== "wait") return now;
  const [given, recorded] = [now["detail"], data["detail"]];
  if (!isObject(given) || !isObject(recorded)) return now;
  const detail = take(given, recorded, "after");
  const late = Number(recorded["at"]) - Number(given["at"]);
  const isWithin = late >= 0 && late <= Math.floor(hlc / 4096) - before;
  return { ...now, detail: isWithin ? take(detail, recorded, "at") : detail };
}

function take(now: JsonObject, recorded: JsonObject, name: string): JsonObject {
  const value = recorded[name];
  return value === undefined || !(name in now) ? now : { ...now, [name]: value };
}

function takeState(now: JsonObject, recorded: JsonObject): JsonObject {
  return take(take(now, recorded, "at"), recorded, "previous");
}

function isGiven({ ground }: JsonObject): boolean {
  return isObject(ground) && ground["kind"] === "file";
}

/** Expectations that accept anything were left out when it was read, with a note and the tools that they named. */
function takePlan(now: JsonObject, recorded: JsonObject): JsonObject {
  const tools = { ...(recorded["tools"] as JsonObject), ...(now["tools"] as JsonObject) };
  return { ...take(now, recorded, "notes"), tools };
}
