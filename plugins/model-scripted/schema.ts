import { Ajv2020 } from "ajv/dist/2020.js";

import { messageOf } from "../../kernel/error.ts";
import type { JsonObject } from "../../kernel/json.ts";

const ajv = new Ajv2020({ strict: false, validateFormats: false, logger: false });

/**
 * A server that constrains its output cannot answer against the schema. A script that does so by mistake would test
 * something that never happens, so the call fails and says what to write.
 */
export function assertFits(text: string, schema: JsonObject): void {
  const mend = "mend the script, or say ignoresSchema: true";
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new Error(`the scripted answer is no JSON (${messageOf(error)}): ${mend}`);
  }
  const { $id: _, ...named } = schema;
  const validate = ajv.compile(named);
  if (validate(value)) return;
  const fault = ajv.errorsText(validate.errors, { dataVar: "answer" });
  throw new Error(`the scripted answer breaks the schema (${fault}): ${mend}`);
}
