import { isObject, type JsonObject, type JsonValue } from "../../kernel/json.ts";

const LONGEST = 60;
const ANY = "any arguments";

/** A pattern over the arguments of a call, as a person reads it: `path = "a.md", content: any`. */
export function patternWords(schema: JsonValue): string {
  if (schema === true) return ANY;
  if (!isObject(schema)) return "no arguments";
  const whole = schema["const"];
  const members = isObject(whole)
    ? Object.entries(whole).map(([name, value]) => `${name} = ${shortened(value)}`)
    : Object.entries((schema["properties"] ?? {}) as JsonObject).map(
        ([name, member]) => `${name}${memberWords(member)}`,
      );
  const isOpen = schema["additionalProperties"] !== false && whole === undefined;
  const said = isOpen && members.length > 0 ? [...members, "others: any"] : members;
  return said.join(", ") || (isOpen ? ANY : "no arguments");
}

function memberWords(schema: JsonValue): string {
  if (schema === true) return ": any";
  if (!isObject(schema)) return ": none";
  const { title } = schema;
  if (typeof title === "string") return title === "*" ? ": any" : ` like ${shortened(title)}`;
  if (Object.hasOwn(schema, "const")) return ` = ${shortened(schema["const"]!)}`;
  const items = schema["prefixItems"];
  if (Array.isArray(items)) return `: ${items.length} given`;
  return `: as planned`;
}

function shortened(value: JsonValue): string {
  const text = JSON.stringify(value);
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}… (${text.length} characters)`;
}
