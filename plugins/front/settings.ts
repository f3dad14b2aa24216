import { z } from "zod";

import type { JsonObject } from "../../kernel/json.ts";
import type { HouseSettings } from "../../mcp/front/house/index.ts";

const settings = z.object({
  mcp: z
    .object({
      surface: z.enum(["stable", "full", "auto"]).default("stable"),
      prefix: z.enum(["always", "collision"]).default("always"),
      dir: z.string().optional(),
      contextTokens: z.number().default(200_000),
      contextShare: z.number().default(0.03),
      callsPerMinute: z.number().optional(),
      resultTokens: z.number().default(20_000),
    })
    .prefault({}),
});

type Settings = HouseSettings & { readonly prefix: "always" | "collision" };

/** The configuration is another object once it is another one. */
const read = new WeakMap<JsonObject, Settings>();

/** `mcp` of the home's configuration, which has been checked by whoever keeps it. */
export function settingsIn(config: JsonObject): Settings {
  const known = read.get(config);
  if (known) return known;
  const { dir = null, callsPerMinute = null, ...rest } = settings.parse(config).mcp;
  const made = { ...rest, dir, callsPerMinute };
  read.set(config, made);
  return made;
}
