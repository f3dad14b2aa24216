import { z } from "zod";

import { type KernelError, usage } from "../../kernel/error.ts";
import { didYouMean } from "../../kernel/suggest.ts";
import { jsonFault } from "./json-fault.ts";

/** Parses a configuration file's text; a fault is a sentence with its place and its mend. */
export function parseConfig<S extends z.ZodType>(
  path: string,
  text: string,
  schema: S,
): z.output<S> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    const fault = jsonFault(text);
    const place = fault ? `${path}:${fault.line}:${fault.column}` : path;
    throw usage(`${place} is not JSON from there on`, "look for a missing quote, comma or bracket");
  }
  return checkConfig(path, value, schema);
}

export function checkConfig<S extends z.ZodType>(
  path: string,
  value: unknown,
  schema: S,
): z.output<S> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw faultOf(path, parsed.error.issues[0]!, value, schema);
}

function faultOf(
  path: string,
  issue: z.core.$ZodIssue,
  value: unknown,
  schema: z.ZodType,
): KernelError {
  if (issue.code === "invalid_union") return faultOf(path, likeliest(issue), value, schema);
  const place = issue.path.map(String);
  if (issue.code === "unrecognized_keys") {
    const key = issue.keys[0]!;
    const known = keysAt(schema, place);
    return usage(
      `${path}: "${[...place, key].join(".")}" is no setting${didYouMean(key, known)}`,
      `${place.join(".") || "the file"} may hold ${known.join(", ")}${schema.description ? `: ${schema.description}` : ""}`,
    );
  }
  const found = place.reduce<unknown>(
    (inner, key) => (inner as Record<string, unknown>)?.[key],
    value,
  );
  const shown = found === undefined ? "missing" : JSON.stringify(found).slice(0, 60);
  return usage(
    `${path}: "${place.join(".") || "the file"}" is ${shown}: ${issue.message}`,
    `mend that value, or take the key out: the default then counts`,
  );
}

/** Of what a value may be, the kind that knows most of its keys was meant; the first of those that know as many. */
function likeliest(issue: z.core.$ZodIssueInvalidUnion): z.core.$ZodIssue {
  const unknown = (issues: readonly z.core.$ZodIssue[]) =>
    issues.reduce((sum, one) => sum + (one.code === "unrecognized_keys" ? one.keys.length : 0), 0);
  const [kind] = issue.errors.toSorted((a, b) => unknown(a) - unknown(b));
  const [first] = kind ?? [];
  if (!first) return { ...issue, code: "custom" };
  return { ...first, path: [...issue.path, ...first.path] };
}

/** The settings that may stand at a place, from the published schema. */
export function keysAt(schema: z.ZodType, place: readonly string[]): string[] {
  const node = nodeAt(schema, place);
  const kinds = node?.anyOf ?? (node ? [node] : []);
  const keys = new Set(kinds.flatMap(({ properties }) => Object.keys(properties ?? {})));
  return [...keys].filter((key) => key !== "$schema");
}

/** Whether the names at a place are a person's own, such as those of servers. */
export function isRecordAt(schema: z.ZodType, place: readonly string[]): boolean {
  return typeof nodeAt(schema, place)?.additionalProperties === "object";
}

function nodeAt(schema: z.ZodType, place: readonly string[]): JsonNode | undefined {
  let node: JsonNode | undefined = z.toJSONSchema(schema, { io: "input" }) as JsonNode;
  for (const key of place) {
    const kind: JsonNode | undefined = node?.anyOf?.find(({ properties }) => properties?.[key]);
    const inner: JsonNode | undefined = kind ?? node;
    node = inner?.properties?.[key] ?? inner?.additionalProperties;
  }
  return node;
}

interface JsonNode {
  readonly anyOf?: readonly JsonNode[];
  readonly properties?: Readonly<Record<string, JsonNode>>;
  readonly additionalProperties?: JsonNode;
}
