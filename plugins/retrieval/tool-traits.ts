import { z } from "zod";

import { isObject, type JsonObject, type JsonSchema } from "../../kernel/json.ts";
import type { ToolDefinition } from "../../kernel/ports/tools.ts";

export type Role = "url" | "path" | "glob" | "code" | "command" | "text" | "other";

export interface Parameter {
  readonly name: string;
  readonly description: string;
  readonly role: Role;
  readonly required: boolean;
  /** Only an earlier step's answer can fill it. */
  readonly fromResults: boolean;
}

const NAMES: readonly (readonly [role: Role, name: RegExp])[] = [
  ["url", /^(?:urls?|uris?|href|link|website|endpoint)$/],
  ["glob", /^globs?$/],
  ["command", /^(?:command|cmd|commandline|shell)$/],
  ["code", /^(?:code|script|snippet|program|expression|sql)$/],
  ["path", /^(?:paths?|files?|filename|filepath|dir|directory|folder|destination|dest|src)$/],
];
const PLACE = /\b(?:path|file|directory|folder)\b/i;

const sources = z.record(z.string(), z.object({ from: z.array(z.string()).min(1) })).catch({});

/** A tool's parameters, those of objects and lists inside too, with what each could hold. */
export function parametersOf(tool: ToolDefinition): readonly Parameter[] {
  const declared = sources.parse(tool.meta["dev.glassbox/arguments"] ?? {});
  const isPath = new Set(tool.paths.map((reference) => reference.split(".")[1]));
  return propertiesOf(tool.inputSchema).flatMap(([name, schema, required]) => {
    const from = Object.hasOwn(declared, name) ? declared[name]?.from : undefined;
    const fromResults = from?.every((source) => source === "results") ?? false;
    const inner = innerProperties(schema).map(
      ([innerName, innerSchema, innerRequired]): Parameter => ({
        name: innerName,
        description: descriptionOf(innerSchema),
        role: roleOf(innerName, innerSchema),
        required: required && innerRequired,
        fromResults,
      }),
    );
    const own: Parameter = {
      name,
      description: descriptionOf(schema),
      role: isPath.has(name) ? "path" : inner.length > 0 ? "other" : roleOf(name, schema),
      required,
      fromResults,
    };
    return [own, ...inner];
  });
}

type Property = readonly [name: string, schema: JsonObject, required: boolean];

function propertiesOf(schema: JsonSchema | undefined): Property[] {
  if (!isObject(schema) || !isObject(schema["properties"])) return [];
  const required = Array.isArray(schema["required"]) ? schema["required"] : [];
  return Object.entries(schema["properties"]).flatMap(([name, property]): Property[] =>
    isObject(property) ? [[name, property, required.includes(name)]] : [],
  );
}

function innerProperties(schema: JsonObject): Property[] {
  const { items } = schema;
  return propertiesOf(isObject(items) ? items : schema);
}

function descriptionOf(schema: JsonObject): string {
  return typeof schema["description"] === "string" ? schema["description"] : "";
}

function roleOf(name: string, schema: JsonObject): Role {
  if (schema["type"] !== undefined && schema["type"] !== "string") return "other";
  if (Array.isArray(schema["enum"])) return "other";
  const { format } = schema;
  if (format === "uri" || format === "url") return "url";
  const description = descriptionOf(schema);
  const flat = name.toLowerCase().replace(/[_-]/g, "");
  const known = NAMES.find(([, pattern]) => pattern.test(flat));
  if (known) return known[0];
  if (/\bglob\b/i.test(description)) return "glob";
  if (/^(?:from|to|source|target|oldpath|newpath)$/.test(flat) && PLACE.test(description))
    return "path";
  if (/\bSHA-?256\b/i.test(description)) return "other";
  return schema["type"] === "string" ? "text" : "other";
}
