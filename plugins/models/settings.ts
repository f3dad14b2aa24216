import { z } from "zod";

import { usage } from "../../kernel/error.ts";
import type { JsonObject } from "../../kernel/json.ts";
import { firstIssue } from "../../kernel/verb.ts";

/** The name that selects no model. */
export const NONE = "none";

const name = z.string().min(1).optional();
const settings = z.object({ models: z.object({ default: name, embedder: name }).prefault({}) });

export type Settings = z.output<typeof settings>["models"];

/** What this plugin reads of the configuration. */
export function settingsIn(config: JsonObject): Settings {
  const parsed = settings.safeParse(config);
  if (parsed.success) return parsed.data.models;
  const hint = "name a model like ollama/qwen3:4b, or none: glassbox models use NAME";
  throw usage(`the configuration's ${firstIssue(parsed.error)}`, hint);
}
