import { z } from "zod";

import type { JsonObject } from "../../kernel/json.ts";
import { type OriginSettings, originSettings } from "./value.ts";

const settings = z.looseObject({
  models: z.looseObject({ arguments: originSettings }).default({ arguments: {} }),
});

/** Where arguments may come from, as configured. */
export function originsIn(config: JsonObject): OriginSettings {
  return settings.parse(config).models.arguments;
}
