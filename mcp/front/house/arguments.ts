import { usage } from "../../../kernel/error.ts";
import { isObject, type JsonObject, type JsonSchema } from "../../../kernel/json.ts";
import { didYouMean, nearest } from "../../../kernel/suggest.ts";
import type { House } from "./house.ts";

/** Checks the arguments of a call against the tool's schema. Throws `usage` with what was misspelt or is missing. */
export function checkArguments(
  house: Pick<House, "mismatch">,
  tool: string,
  schema: JsonSchema,
  args: JsonObject,
): void {
  const known = propertiesOf(schema);
  const mismatch = house.mismatch(schema, args);
  const unknown = Object.keys(args).filter((key) => !known.includes(key));
  const slip = unknown.find((key) => isSlip(key, known, args));
  const takes = known.length === 0 ? "it takes no arguments" : `it takes ${known.join(", ")}`;
  if (slip !== undefined && (mismatch !== null || !isOpen(schema)))
    throw usage(`${tool}: there is no argument "${slip}"${didYouMean(slip, known)}`, takes);
  if (mismatch !== null) throw usage(`${tool}: ${mismatch}`, takes);
}

function propertiesOf(schema: JsonSchema): string[] {
  if (!isObject(schema)) return [];
  const { properties } = schema;
  return isObject(properties) ? Object.keys(properties) : [];
}

/** It reads like a known argument that is not there: a server that takes anything would pass over it in silence. */
function isSlip(key: string, known: readonly string[], args: JsonObject): boolean {
  const meant = nearest(key, known);
  return meant !== null && !Object.hasOwn(args, meant);
}

/** The schema says itself that it takes more than it names. */
function isOpen(schema: JsonSchema): boolean {
  if (!isObject(schema)) return true;
  return schema["patternProperties"] !== undefined || Boolean(schema["additionalProperties"]);
}
