import {
  canonicalize,
  type JsonObject,
  type JsonSchema,
  type JsonValue,
} from "../../kernel/json.ts";
import type { Validator } from "../contracts/validator.ts";
import { createCompiler, InvalidSchema, type Judge } from "./compile.ts";
import { refusalOf } from "./dialect.ts";
import { Recent } from "./recent.ts";
import { sentenceOf } from "./sentence.ts";
import { isSmall, judgeSmall } from "./small.ts";
import { createWork } from "./work.ts";

const MOST_KEPT = 200;
/** Of the schema's canonical text. */
const LARGEST_SCHEMA = 128 * 1024;

/** A schema that can judge, or why it cannot. */
type Known = { readonly judge: Judge } | { readonly invalid: string };

/** The validator port: small schemas are read as they are, others compiled once and kept. */
export function createValidator(): Validator {
  const work = createWork();
  const compile = createCompiler(work);
  const byText = new Recent<string, Known>(MOST_KEPT);
  const byIdentity = new WeakMap<object, Known>();

  function known(schema: JsonSchema): Known {
    if (typeof schema === "boolean") return small(schema);
    const seen = byIdentity.get(schema);
    if (seen) return seen;
    const made = isSmall(schema) ? small(schema) : compiled(schema);
    byIdentity.set(schema, made);
    return made;
  }

  function small(schema: JsonSchema): Known {
    return { judge: (value) => judgeSmall(schema, value, work) };
  }

  function compiled(schema: JsonObject): Known {
    try {
      const text = canonicalize(schema);
      if (text.length > LARGEST_SCHEMA) {
        return { invalid: `it is larger than ${LARGEST_SCHEMA / 1024} KiB` };
      }
      const kept = byText.get(text);
      if (kept) return kept;
      const made = attempt(schema);
      byText.set(text, made);
      return made;
    } catch (error) {
      return { invalid: refusalOf(error) };
    }
  }

  function attempt(schema: JsonObject): Known {
    try {
      work.begin();
      return { judge: compile(schema) };
    } catch (error) {
      if (error instanceof InvalidSchema) return { invalid: error.message };
      throw error;
    }
  }

  return {
    invalid(schema) {
      const found = known(schema);
      return "invalid" in found ? found.invalid : null;
    },
    mismatch(schema, value: JsonValue) {
      const found = known(schema);
      if ("invalid" in found) return `the schema cannot judge it: ${found.invalid}`;
      try {
        work.begin();
        const fault = found.judge(value);
        return fault && sentenceOf(fault);
      } catch (error) {
        return `the schema cannot judge it: ${refusalOf(error)}`;
      }
    },
  };
}
