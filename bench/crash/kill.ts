import { z } from "zod";

/** Points of one call: before its request leaves, around its effect in the tool, and before its answer is an event. */
export const CALL_POINTS = ["leave", "before", "after", "answer"] as const;
export type CallPoint = (typeof CALL_POINTS)[number];

/** Where a life ends. Events are those of the run that this life writes, counted from 1. */
export const killSchema = z.discriminatedUnion("at", [
  z.object({ at: z.enum(["append", "commit"]), event: z.int().positive() }),
  z.object({ at: z.enum(CALL_POINTS), step: z.string() }),
]);
export type Kill = z.infer<typeof killSchema>;

export function killName(kill: Kill | { readonly at: string; readonly step: number }): string {
  return `${kill.at}:${"event" in kill ? kill.event : kill.step}`;
}

/** At once and for good: nothing of this process runs any more. */
export function die(): never {
  process.kill(process.pid, "SIGKILL");
  throw new Error("still alive after SIGKILL");
}
