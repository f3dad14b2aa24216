import { usage } from "../../kernel/error.ts";
import { canonicalize, isObject, type JsonObject, type JsonValue } from "../../kernel/json.ts";
import type { Validator } from "../contracts/validator.ts";

/** What is asked of the state at each event. */
export interface Predicate {
  holds(state: JsonObject): boolean;
  /** Members that are not the branch's own state: they are put in only where they are asked about. */
  readonly asks: ReadonlySet<"account" | "files">;
  readonly text: string;
}

type Operator = "=" | "!=" | ">" | ">=" | "<" | "<=";

const COMPARISON = /^([^=<>!]+?)\s*(!=|>=|<=|=|>|<)\s*(.*)$/s;
const FORMS = "facts.open=6, account.spent.usd>0.1, files.notes/a.md=SHA256, or a JSON Schema";

/** A JSON Schema, or `path=value` with one of = != > >= < <=. Throws `usage`. */
export function parsePredicate(when: JsonValue, validator: Validator): Predicate {
  if (typeof when === "boolean" || isObject(when)) return schemaPredicate(when, validator);
  if (typeof when !== "string") throw usage("when: it is neither text nor a schema", FORMS);
  if (when.trimStart().startsWith("{")) return schemaPredicate(parseSchema(when), validator);
  const [, path = "", operator, wanted = ""] = COMPARISON.exec(when.trim()) ?? [];
  if (operator === undefined) throw usage(`when: ${when} compares nothing`, `write ${FORMS}`);
  return comparison(path, operator as Operator, valueOf(wanted), when);
}

function parseSchema(text: string): JsonObject {
  try {
    return JSON.parse(text) as JsonObject;
  } catch (error) {
    throw usage(`when: the schema is not JSON: ${(error as Error).message}`, `write ${FORMS}`);
  }
}

function schemaPredicate(schema: JsonObject | boolean, validator: Validator): Predicate {
  const invalid = validator.invalid(schema);
  if (invalid !== null)
    throw usage(
      `when: the schema cannot be used: ${invalid}`,
      "mend it; it is JSON Schema 2020-12",
    );
  const text = canonicalize(schema);
  const asks = (["account", "files"] as const).filter((name) => text.includes(`"${name}"`));
  return {
    holds: (state) => validator.mismatch(schema, state) === null,
    asks: new Set(asks),
    text,
  };
}

function comparison(path: string, operator: Operator, wanted: JsonValue, text: string): Predicate {
  const isOrder = operator !== "=" && operator !== "!=";
  if (isOrder && typeof wanted !== "number" && typeof wanted !== "string")
    throw usage(`when: ${text} orders what has no order`, "compare with a number or a text");
  const segments = segmentsOf(path);
  const asks = new Set((["account", "files"] as const).filter((name) => segments[0] === name));
  const canonical = canonicalize(wanted);
  const holds = (state: JsonObject) => {
    const value = valueAt(state, segments);
    if (operator === "!=") return value === undefined || canonicalize(value) !== canonical;
    if (value === undefined) return false;
    return operator === "="
      ? canonicalize(value) === canonical
      : isOrdered(value, operator, wanted);
  };
  return { holds, asks, text };
}

/** Of a file everything after `files.` is its path. */
function segmentsOf(path: string): string[] {
  if (path.startsWith("files.")) return ["files", path.slice("files.".length)];
  return path.split(/[.[\]]+/).filter((part) => part !== "");
}

/** JSON where it is some, else the text itself: `outcome=done` needs no quotes. */
function valueOf(text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return text;
  }
}

function isOrdered(value: JsonValue, operator: Operator, wanted: JsonValue): boolean {
  if (typeof value !== typeof wanted || (typeof value !== "number" && typeof value !== "string"))
    return false;
  const other = wanted as typeof value;
  if (operator === ">") return value > other;
  if (operator === ">=") return value >= other;
  return operator === "<" ? value < other : value <= other;
}

/** A name may hold dots, as those of fan-out elements do: the longest one that is there is meant. */
function valueAt(value: JsonValue | undefined, segments: readonly string[]): JsonValue | undefined {
  if (segments.length === 0) return value;
  if (Array.isArray(value)) {
    const items = value as readonly JsonValue[];
    return valueAt(items[Number(segments[0])], segments.slice(1));
  }
  if (!isObject(value)) return undefined;
  for (let length = segments.length; length > 0; length--) {
    const name = length === 1 ? segments[0]! : segments.slice(0, length).join(".");
    if (!Object.hasOwn(value, name)) continue;
    const found = valueAt(value[name], segments.slice(length));
    if (found !== undefined) return found;
  }
  return undefined;
}
