import { join } from "node:path";
import { z } from "zod";

import { configSchema } from "./config-schema.ts";

export const SCHEMA_FILE = join(import.meta.dir, "../../docs/glassbox.config.schema.json");

/** The published form of the configuration, for editors. */
export function schemaText(): string {
  const schema = z.toJSONSchema(configSchema, { io: "input" });
  const about = { title: "Glassbox configuration", description: "$GLASSBOX_HOME/config.json" };
  return `${JSON.stringify({ ...schema, ...about }, null, 2)}\n`;
}

if (import.meta.main) await Bun.write(SCHEMA_FILE, schemaText());
