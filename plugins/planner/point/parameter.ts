import { z } from "zod";

import { isObject, type JsonObject, type JsonValue } from "../../../kernel/json.ts";
import type { ToolDefinition } from "../../../kernel/ports/tools.ts";
import { toolKey } from "../../../kernel/plan.ts";

/** Where a value may come from: pointed at in the goal, the facts or an earlier result, or written by the model. */
export const origins = ["goal", "facts", "results", "free"] as const;
export type Origin = (typeof origins)[number];

/** What a parameter wants, as far as its format, its name and its description say. */
export type Kind =
  | "url"
  | "email"
  | "glob"
  | "path"
  | "date"
  | "number"
  | "boolean"
  | "choice"
  | "name"
  | "text"
  | "code";

/** One value that a call needs: a leaf of the tool's input schema. */
export interface Parameter {
  /** `path`, `edits[0].oldText`. */
  readonly path: string;
  readonly name: string;
  readonly description: string;
  readonly kind: Kind;
  readonly isRequired: boolean;
  readonly origins: ReadonlySet<Origin>;
  readonly schema: JsonObject;
  /** Words of the tool's own name: what follows them in a goal is often what it wants. */
  readonly verbs: ReadonlySet<string>;
}

/** `models.arguments` of the configuration: by `server__tool`, then by parameter. */
export type OriginSettings = Readonly<
  Record<string, Readonly<Record<string, { from: readonly Origin[] }>>>
>;

const declared = z.record(z.string(), z.looseObject({ from: z.array(z.enum(origins)) })).catch({});

/** Kinds whose values a model may write itself; everything else names something that must exist already. */
const FREE: ReadonlySet<Kind> = new Set<Kind>(["text", "code", "boolean", "choice"]);
const DEEPEST = 3;

/** The values that a call of a tool may be given, required ones first. */
export function parametersOf(tool: ToolDefinition, settings: OriginSettings = {}): Parameter[] {
  const meta = declared.parse(tool.meta["dev.glassbox/arguments"] ?? {});
  const configured = settings[toolKey(tool)] ?? {};
  const verbs = new Set(tool.name.toLowerCase().split(/[^\p{L}\p{N}]+/u));
  const leaves = leavesOf(tool.inputSchema, "", true, 0);
  return leaves.map((leaf) => {
    const top = leaf.path.split(/[.[]/)[0]!;
    const said = configured[leaf.path] ?? configured[top] ?? meta[leaf.path] ?? meta[top];
    const free: readonly Origin[] = FREE.has(leaf.kind) ? ["free"] : [];
    return {
      ...leaf,
      verbs,
      origins: new Set(said?.from ?? ["goal", "facts", "results", ...free]),
    };
  });
}

type Leaf = Omit<Parameter, "origins" | "verbs">;

function leavesOf(schema: JsonValue, path: string, isRequired: boolean, depth: number): Leaf[] {
  if (!isObject(schema) || depth > DEEPEST) return [];
  const resolved = firstOf(schema);
  if (isObject(resolved["properties"])) {
    const required = new Set(Array.isArray(resolved["required"]) ? resolved["required"] : []);
    const entries = Object.entries(resolved["properties"]);
    const leaves = entries.flatMap(([name, member]) =>
      leavesOf(
        member,
        path === "" ? name : `${path}.${name}`,
        isRequired && required.has(name),
        depth + 1,
      ),
    );
    return leaves.toSorted((a, b) => Number(b.isRequired) - Number(a.isRequired));
  }
  if (path === "") return [];
  if (resolved["type"] === "array")
    return leavesOf(resolved["items"] ?? {}, `${path}[0]`, isRequired, depth + 1).map((leaf) => ({
      ...leaf,
      description: leaf.description || descriptionOf(resolved),
    }));
  const name = nameOf(path);
  const description = descriptionOf(resolved);
  const kind = kindOf(name, description, resolved);
  return [{ path, name, description, kind, isRequired, schema: resolved }];
}

/** The first way that a schema with several allows. */
function firstOf(schema: JsonObject): JsonObject {
  const ways = schema["anyOf"] ?? schema["oneOf"];
  if (!Array.isArray(ways)) return schema;
  const way = ways.find((one: JsonValue) => isObject(one) && one["type"] !== "null");
  return isObject(way) ? { ...schema, ...way } : schema;
}

function descriptionOf(schema: JsonObject): string {
  const { description } = schema;
  return typeof description === "string" ? description : "";
}

/** The last name of a path: `edits[0].oldText` is `oldText`, `names[0]` is `names`. */
function nameOf(path: string): string {
  return path
    .replace(/\[\d+\]/g, "")
    .split(".")
    .at(-1)!;
}

const PATH_NAME =
  /^(?:path|paths|file|files|filename|filepath|folder|directory|dir|source|src|destination|dest|target|root)$|(?:path|file|folder|dir|directory)$/i;
const NAMED: readonly (readonly [RegExp, Kind])[] = [
  [/^(?:url|uri|link|href|address|endpoint)s?$|ur[il]$/i, "url"],
  [/^e?mails?$|^recipients?$|email/i, "email"],
  [/glob/i, "glob"],
  [PATH_NAME, "path"],
  [/^(?:date|day|asof|since|until|due|deadline|when)$|date$/i, "date"],
  [/^(?:code|script|source_?code|program|sql|command|cmd|expression)$/i, "code"],
  [
    /^(?:content|contents|text|body|message|note|query|question|pattern|search|prompt|description|comment|summary|title|subject|newtext|oldtext|replacement|find|replace|value|term|keyword)s?$/i,
    "text",
  ],
  [
    /^(?:id|ids|name|names|key|user|username|tag|tags|label|branch|entity|entities)$|(?:id|name)s?$/i,
    "name",
  ],
];

function kindOf(name: string, description: string, schema: JsonObject): Kind {
  const { type, format } = schema;
  if (Array.isArray(schema["enum"]) || "const" in schema) return "choice";
  if (type === "integer" || type === "number") return "number";
  if (type === "boolean") return "boolean";
  if (format === "uri" || format === "url" || format === "uri-reference") return "url";
  if (format === "email") return "email";
  if (format === "date" || format === "date-time") return "date";
  if (/\bglob\b/i.test(description)) return "glob";
  const named = NAMED.find(([pattern]) => pattern.test(name))?.[1];
  if (named) return named;
  // "from" and "to" mean paths, people or days: the description knows.
  if (/\be-?mail address(?:es)?\b/i.test(description)) return "email";
  if (/\b(?:file|directory|folder|path)s?\b/i.test(description)) return "path";
  if (/\b(?:url|uri|web address)\b/i.test(description)) return "url";
  if (/\bYYYY-MM-DD\b|\bISO 8601\b/i.test(description)) return "date";
  return "text";
}
