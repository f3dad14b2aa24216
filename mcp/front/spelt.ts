import { isObject, type JsonValue } from "../../kernel/json.ts";
import { hiddenIn, showHidden } from "../hub/hidden-text.ts";

/** Deeper than this nobody reads. */
const DEEPEST = 300;

/** With the characters spelt out that only a model sees, in every text of it. */
export function spelt(value: JsonValue, depth = 0): JsonValue {
  if (typeof value === "string") return hiddenIn(value).length > 0 ? showHidden(value) : value;
  if (depth > DEEPEST) return null;
  if (Array.isArray(value)) return value.map((member) => spelt(member, depth + 1));
  if (!isObject(value)) return value;
  const members = Object.entries(value).map(([name, member]) => [name, spelt(member, depth + 1)]);
  return Object.fromEntries(members) as JsonValue;
}
