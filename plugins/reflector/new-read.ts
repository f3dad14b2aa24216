import { isObject, type JsonSchema, type JsonValue } from "../../kernel/json.ts";
import type { Argument } from "./argument.ts";
import { keysOf } from "./argument.ts";

const DEEPEST = 4;
/** Names under which answers carry what arguments of such names want. */
const KIN: readonly (readonly [RegExp, RegExp])[] = [
  [/path|file|dir|folder|^from$|^source$/i, /^(?:path|paths|file|files|name)$/i],
  [/ur[il]$|link|href/i, /^(?:url|link|href|finalUrl)$/i],
  [/^(?:id|name|title|key)$/i, /^(?:id|name|title|key)$/i],
  [/text|content|body|query|message|code/i, /^(?:text|content|markdown|output|stdout)$/i],
];

/** The part of a tool's answer that an argument can be given: `.matches[0].path`; null: none is promised. */
export function partFor({ path, schema }: Argument, answer: JsonSchema | undefined): string | null {
  const name = keysOf(path.replace(/\[\d+\]$/, "")).at(-1) ?? "";
  const parts =
    answer === undefined ? [[".text", "text", "string"] as const] : walk(answer, "", "", 0);
  const type = schema["type"];
  const fitting = parts.filter((part) => type === undefined || part[2] === type);
  const same = fitting.find((part) => part[1].toLowerCase() === name.toLowerCase());
  const kin = KIN.find(([wanted]) => wanted.test(name))?.[1];
  return (same ?? fitting.find((part) => kin?.test(part[1])))?.[0] ?? null;
}

function walk(
  schema: JsonValue | undefined,
  path: string,
  name: string,
  depth: number,
): (readonly [string, string, string])[] {
  if (!isObject(schema) || depth > DEEPEST) return [];
  if (isObject(schema["properties"]))
    return Object.entries(schema["properties"]).flatMap(([key, member]) =>
      /^[A-Za-z_][\w-]*$/.test(key) ? walk(member, `${path}.${key}`, key, depth + 1) : [],
    );
  if (schema["type"] === "array") return walk(schema["items"], `${path}[0]`, name, depth + 1);
  return path !== "" && typeof schema["type"] === "string" ? [[path, name, schema["type"]]] : [];
}
