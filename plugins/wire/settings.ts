import { z } from "zod";

import type { JsonObject } from "../../kernel/json.ts";

const settings = z.object({
  wire: z
    .object({
      record: z.boolean().default(true),
      keepDays: z.number().positive().default(14),
      keepMb: z.number().positive().default(256),
    })
    .prefault({}),
});

/** `wire` of the home's configuration. */
export function settingsIn(config: JsonObject): z.output<typeof settings>["wire"] {
  return settings.parse(config).wire;
}
