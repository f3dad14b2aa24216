import type { EventDraft } from "../../kernel/event.ts";
import type { JsonObject } from "../../kernel/json.ts";
import type { Captured, Captures, Place } from "../contracts/captured.ts";
import type { Gate } from "./gate.ts";

/** The event by which it is said what was seen of a folder. */
export const CAPTURED = "workspace.captured";

/** Looks at the whole folder that see what was seen then; nothing where nobody could look. */
export function recordedCaptures(gate: Gate): Captures {
  return {
    draft: draftOf,
    async look(place, what) {
      for (const { type, branch, data } of gate.coming()) {
        if (type !== CAPTURED || branch !== place.branch) continue;
        const { dir: _, ...seen } = data as unknown as Captured;
        if (seen.step === what.step && seen.at === what.at) return [draftOf(place, seen)];
      }
      return [];
    },
  };
}

function draftOf({ run, branch, dir }: Place, what: Omit<Captured, "dir">): EventDraft {
  const data = { ...what, dir } as unknown as JsonObject;
  return { subject: `run/${run}`, branch, type: CAPTURED, actor: "kernel", data };
}
