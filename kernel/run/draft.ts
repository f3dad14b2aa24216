import type { EventDraft } from "../event.ts";
import type { JsonObject } from "../json.ts";
import type { KernelEventType, Payload } from "../vocabulary.ts";

/** A payload as a writer may hand it over: nobody changes it any more. */
type Given<T> = JsonObject extends T ? T : { readonly [K in keyof T]: Given<T[K]> };

/** Makes drafts of one run's stream, typed by the vocabulary. */
export function drafting(run: string, actor = "kernel", branch = run) {
  return <T extends KernelEventType>(
    type: T,
    data: Given<Payload<T>>,
    cause?: string,
  ): EventDraft => ({
    subject: `run/${run}`,
    branch,
    type,
    actor,
    data: data as unknown as JsonObject,
    ...(cause === undefined ? {} : { cause }),
  });
}

export type Draft = ReturnType<typeof drafting>;
