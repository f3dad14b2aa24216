import { isObject, type JsonObject, type JsonValue } from "../../../kernel/json.ts";
import type { OfferedTool } from "../tools.ts";

/** A call as a model wrote it, whether or not there is such a tool. */
export interface WrittenCall {
  readonly name: string;
  readonly args: JsonObject;
}

const NAMES = ["name", "tool_name", "tool", "function"];
const ARGUMENTS = ["arguments", "parameters", "args", "input", "tool_input"];
/** Members that a call may have besides its name and arguments. */
const ASIDE = new Set(["id", "type", "tool_call_id", "index", "thoughts"]);

/** A call or a list of calls in the usual shapes; null when anything in it is no call. */
export function callsInJson(value: JsonValue): readonly WrittenCall[] | null {
  if (!Array.isArray(value)) {
    const call = callInJson(value);
    return call && [call];
  }
  const calls = value.map(callInJson);
  return calls.length > 0 && calls.every((call) => call !== null) ? calls : null;
}

/** `{name, arguments}` in its variants, and `{function: {name, arguments}}`. */
function callInJson(value: JsonValue): WrittenCall | null {
  if (!isObject(value)) return null;
  if (isObject(value["function"])) return callInJson(value["function"]);
  const name = NAMES.map((key) => value[key]).find((given) => typeof given === "string");
  if (name === undefined || typeof name !== "string") return null;
  const key = ARGUMENTS.find((known) => Object.hasOwn(value, known));
  if (key !== undefined) {
    const args = objectIn(value[key] ?? {});
    return args && { name, args };
  }
  const isBare = Object.keys(value).every((known) => NAMES.includes(known) || ASIDE.has(known));
  return isBare ? { name, args: {} } : null;
}

/** Some families write the arguments as a string of JSON. */
function objectIn(value: JsonValue): JsonObject | null {
  if (typeof value !== "string") return isObject(value) ? value : null;
  try {
    const parsed = JSON.parse(value) as JsonValue;
    return isObject(parsed) ? parsed : null;
  } catch {
    return null;
  }
}

/** Pairs of texts, as families that write XML have them: what is no string by the tool's schema is read as JSON. */
export function callOfTexts(
  name: string,
  texts: readonly (readonly [string, string])[],
  tools: readonly OfferedTool[],
): WrittenCall {
  const properties = tools.find((tool) => tool.name === name)?.inputSchema["properties"];
  const schemas = isObject(properties) ? properties : {};
  const args = texts.map(([key, text]): [string, JsonValue] => {
    const schema = Object.hasOwn(schemas, key) ? schemas[key] : undefined;
    const type = isObject(schema) ? schema["type"] : undefined;
    return [key, type === undefined || type === "string" ? text : jsonOr(text)];
  });
  return { name, args: Object.fromEntries(args) };
}

function jsonOr(text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return text;
  }
}
