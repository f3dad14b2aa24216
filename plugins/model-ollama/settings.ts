import { z } from "zod";

import { usage } from "../../kernel/error.ts";
import type { JsonObject } from "../../kernel/json.ts";
import { firstIssue } from "../../kernel/verb.ts";
import { addressOf, isLoopback } from "./address.ts";

/** Seconds, or a duration as Ollama reads it; 0 unloads at once, a negative one keeps the model for good. */
export const keepAlive = z.union([
  z.number(),
  z.string().regex(/^-?(?:\d+(?:\.\d+)?(?:ns|us|µs|ms|s|m|h))+$/, "must be like 90s, 5m or 1h30m"),
]);

const schema = z.object({
  models: z
    .object({
      ollama: z
        .object({
          url: z.string().min(1).optional(),
          keepAlive: keepAlive.optional(),
        })
        .prefault({}),
    })
    .prefault({}),
});

export interface Settings {
  readonly address: URL;
  /** Its answers come from another machine. */
  readonly remote: boolean;
  /** The address stands in the configuration, so that asking it what it has is no surprise. */
  readonly named: boolean;
  /** How long a model stays loaded after a call, unless the call says otherwise. */
  readonly keepAlive: number | string | undefined;
}

/** What this plugin reads of the configuration, and `OLLAMA_HOST` where that names no address. */
export function settingsIn(config: JsonObject, environment = process.env): Settings {
  const parsed = schema.safeParse(config);
  if (!parsed.success) {
    const hint = 'like {"models": {"ollama": {"url": "http://127.0.0.1:11434"}}}';
    throw usage(`the configuration's ${firstIssue(parsed.error)}`, hint);
  }
  const { url, keepAlive: kept } = parsed.data.models.ollama;
  const address =
    url === undefined
      ? addressOf(environment["OLLAMA_HOST"] ?? "", "OLLAMA_HOST")
      : addressOf(url, "models.ollama.url");
  return {
    address,
    remote: !isLoopback(address),
    named: url !== undefined,
    keepAlive: kept,
  };
}
