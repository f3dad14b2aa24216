import { type KernelError, usage } from "../../kernel/error.ts";
import { isObject, type JsonObject, type JsonSchema, type JsonValue } from "../../kernel/json.ts";
import { toolKey } from "../../kernel/plan.ts";
import type { ToolDefinition } from "../../kernel/ports/tools.ts";
import { didYouMean } from "../../kernel/suggest.ts";

export type NamedPattern = readonly [argument: string, pattern: string];

const NAMED = /^([\w.-]+)=([^]*)$/;

/** `NAME=PATTERN,…`; null for a pattern that names no argument. A comma that no name follows is part of the text. */
export function namedPatterns(text: string): readonly NamedPattern[] | null {
  if (!NAMED.test(text)) return null;
  const parts: [string, string][] = [];
  for (const part of text.split(",")) {
    const [, name, pattern] = NAMED.exec(part) ?? [];
    if (name === undefined) parts.at(-1)![1] += `,${part}`;
    else if (parts.some(([known]) => known === name))
      throw usage(`--allow: ${name} is there twice`, "write one pattern for each argument");
    else parts.push([name, pattern!]);
  }
  return parts;
}

/** The first pattern for an argument that the tool has not; it would never cover anything. */
export function unknownArgument(
  { inputSchema }: ToolDefinition,
  named: readonly NamedPattern[],
): string | null {
  const { properties } = inputSchema as JsonObject;
  if (!isObject(properties)) return null;
  return named.find(([name]) => !Object.hasOwn(properties, name))?.[0] ?? null;
}

export function noSuchArgument(tool: ToolDefinition, name: string): KernelError {
  const { properties } = tool.inputSchema as JsonObject;
  const known = Object.keys(isObject(properties) ? properties : {});
  return usage(
    `--allow: ${toolKey(tool)} has no argument ${name}${didYouMean(name, known)}`,
    known.length === 0 ? `write --allow ${toolKey(tool)}` : `its arguments are ${known.join(", ")}`,
  );
}

/** Arguments that fit each pattern; what others there are is free. */
export function argumentPattern(tool: ToolDefinition, named: readonly NamedPattern[]): JsonSchema {
  const properties = named.map(([name, pattern]) => {
    const isPath = tool.paths.includes(`$args.${name}`);
    return [name, valuePattern(isPath ? pattern.replace(/^(\.\/)+/, "") : pattern, isPath)];
  });
  return {
    type: "object",
    properties: Object.fromEntries(properties) as JsonObject,
    required: named.map(([name]) => name),
  };
}

/** `*` stands for any text. No `..` leads out of what a pattern names, and no path begins at `/` that it does not name. */
function valuePattern(pattern: string, isPath: boolean): JsonObject {
  if (pattern === "*" && !isPath) return { title: pattern };
  const parts = pattern.split(/\*+/).map((part) => RegExp.escape(part));
  const out = ["(^|/)\\.\\.(/|$)", ...(isPath && !pattern.startsWith("/") ? ["^/"] : [])];
  const text = {
    type: "string",
    pattern: `^${parts.join("[^]*")}$`,
    not: { pattern: out.join("|") },
  };
  const literal = literalOf(pattern);
  return { title: pattern, ...(literal === undefined ? text : { anyOf: [text, literal] }) };
}

/** A number, `true`, `false` or `null` also stands for itself, not only for the text that it is written as. */
function literalOf(pattern: string): JsonObject | undefined {
  try {
    const value = JSON.parse(pattern) as JsonValue;
    const isLiteral = value === null || typeof value === "number" || typeof value === "boolean";
    return isLiteral ? { const: value } : undefined;
  } catch {
    return undefined;
  }
}
