import { z } from "zod";

import { usage } from "../../kernel/error.ts";
import type { JsonObject } from "../../kernel/json.ts";
import { firstIssue } from "../../kernel/verb.ts";

const settings = z.object({
  workspace: z
    .object({
      ignore: z.array(z.string().min(1)).default([]),
      quotaMb: z.number().positive().default(2048),
      pinned: z.array(z.string().min(1)).default([]),
    })
    .prefault({}),
});

export type Settings = z.output<typeof settings>["workspace"];

/** What this plugin reads of the configuration. */
export function settingsIn(config: JsonObject): Settings {
  const parsed = settings.safeParse(config);
  if (parsed.success) return parsed.data.workspace;
  throw usage(`the configuration's ${firstIssue(parsed.error)}`, "see glassbox config");
}
