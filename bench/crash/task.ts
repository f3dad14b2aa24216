import { z } from "zod";

import type { JsonObject } from "../../kernel/json.ts";
import { seeded } from "../support/statistics.ts";

/** How the steps of a task touch the world: the effect classes, and effects whose answer comes later. */
export const KINDS = ["read", "keyed", "probe", "deferred", "once"] as const;
export type Kind = (typeof KINDS)[number];

/** A task as it is handed to the process that does it. */
export const taskSchema = z.strictObject({
  kind: z.enum(KINDS),
  steps: z.int().positive(),
  /** Chooses which steps wait for which, and how long each takes. */
  seed: z.int(),
  /** Where the tool is: in the kernel's process, or in one of its own, which outlives it by a moment. */
  server: z.enum(["inside", "beside"]),
});
export type Task = z.infer<typeof taskSchema>;

export function stepIds({ steps }: Task): string[] {
  return Array.from({ length: steps }, (_, index) => `s${index + 1}`);
}

/** Milliseconds that a step takes before and after its effect, so that parallel steps overtake each other. */
export function pauseOf({ seed }: Task, step: string): number {
  return Math.floor(seeded(seed * 1000 + Number(step.slice(1)))() * 5);
}

/** One effect for each step; each waits for none, one or two of those before it. */
export function planOf(task: Task): JsonObject {
  const ids = stepIds(task);
  const random = seeded(task.seed);
  const steps = ids.map((id, index) => ({
    id,
    intent: `Effect ${index + 1}`,
    do: { tool: { server: "counter", name: task.kind, args: { step: id } } },
    after: [...new Set(ids.slice(0, index).filter(() => random() < 1.2 / index))].slice(0, 2),
  }));
  return { goal: "do each effect once", steps, expect: [{ probe: PROBE, matches: wanted(task) }] };
}

const PROBE: JsonObject = { tool: "counter__tally", args: {} };

/** Each effect has happened, however often: more than once is for the bench to find, not for the kernel to refuse. */
function wanted(task: Task): JsonObject {
  const times = { type: "integer", minimum: task.kind === "read" ? 0 : 1 };
  const ids = stepIds(task);
  return { required: ids, properties: Object.fromEntries(ids.map((id) => [id, times])) };
}
