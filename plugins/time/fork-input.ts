import { z } from "zod";

import type { JsonValue } from "../../kernel/json.ts";
import { onConflict } from "./on-conflict.ts";

const amount = z.number().nonnegative().optional();
const value = z.custom<JsonValue>((given) => given !== undefined, "is missing");

export const forkInput = z.object({
  run: z.string(),
  goal: z.string().trim().min(1, "must say what is to be done").max(4000).optional(),
  model: z.string().min(1).optional(),
  budget: z
    .object({ steps: amount, seconds: amount, modelCalls: amount, tokens: amount, usd: amount })
    .default({}),
  set: z.array(z.object({ path: z.string().min(1), value })).default([]),
  /** What can be undone of the fork's plan is approved. */
  yes: z.boolean().default(false),
  /** The folder is brought to that moment too before the fork goes on. */
  files: z.boolean().default(false),
  onConflict,
});

export type ForkInput = z.output<typeof forkInput>;
