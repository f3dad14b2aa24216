import { z } from "zod";

import { usage } from "../../kernel/error.ts";
import type { JsonObject } from "../../kernel/json.ts";
import { firstIssue } from "../../kernel/verb.ts";

const positive = z.number().int().positive();
const amount = z.number().nonnegative();

const service = z.object({
  url: z.url({ protocol: /^https?$/ }).optional(),
  /** The variable of the environment that holds the key; the key itself is nowhere else. */
  keyEnv: z.string().min(1).optional(),
  window: positive.optional(),
  parameters: positive.optional(),
  price: z.object({ input: amount, output: amount }).optional(),
});

const settings = z.object({
  models: z
    .object({
      openai: service.prefault({}),
      anthropic: service.prefault({}),
      compatible: z.record(z.string(), service.required({ url: true })).default({}),
    })
    .prefault({}),
});

export type ServiceSettings = z.output<typeof service>;
export type CloudSettings = z.output<typeof settings>["models"];

/** What this plugin reads of the configuration. */
export function settingsIn(config: JsonObject): CloudSettings {
  const parsed = settings.safeParse(config);
  if (parsed.success) return parsed.data.models;
  throw usage(`the configuration's ${firstIssue(parsed.error)}`, "mend that setting");
}
