import type { JsonSchema, JsonValue } from "../../kernel/json.ts";

/** JSON Schema 2020-12 by a real library, which lives outside the kernel. */
export interface Validator {
  /** Null when the value fits, else one sentence that names the place and what was wanted. */
  mismatch(schema: JsonSchema, value: JsonValue): string | null;
  /** Null when the schema itself is one, else what is wrong with it. */
  invalid(schema: JsonSchema): string | null;
}
