import type { EventDraft } from "../event.ts";
import type { JsonObject } from "../json.ts";
import type { KernelEventType, Payload } from "../vocabulary.ts";

/** Makes drafts of one run's stream, typed by the vocabulary. */
export function drafting(run: string, actor = "kernel") {
  return <T extends KernelEventType>(type: T, data: Payload<T>, cause?: string): EventDraft => ({
    subject: `run/${run}`,
    branch: run,
    type,
    actor,
    data: data as unknown as JsonObject,
    ...(cause === undefined ? {} : { cause }),
  });
}

export type Draft = ReturnType<typeof drafting>;
