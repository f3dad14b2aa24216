import { z } from "zod";

import type { Fact } from "../../kernel/fold/run-state.ts";
import type { JsonObject, JsonValue } from "../../kernel/json.ts";
import type { ToolDefinition } from "../../kernel/ports/tools.ts";
import type { Argument } from "./argument.ts";
import { parseReference } from "./reference.ts";
import { shapeOf, type Span } from "./span.ts";

/** A value that an argument may be given. */
export interface Value {
  /** What a model copies to choose it. */
  readonly label: string;
  /** As a plan writes it: a text that begins with `$` has one more, a reference stands as it is. */
  readonly written: JsonValue;
  /** Where it comes from; null: the plan that failed does not say. */
  readonly from: JsonObject | null;
}

/** What is there to point at. */
export interface Sources {
  readonly spans: readonly Span[];
  readonly facts: Readonly<Record<string, Fact>>;
  /** Parts of recorded answers: a reference, and what it stands for. */
  readonly results: readonly RecordedPart[];
}

export interface RecordedPart {
  readonly step: string;
  readonly reference: string;
  readonly value: string | number;
}

/** Stands for a value that is too long to be copied. */
export const AS_IT_WAS = "(as it was)";
/** Leaves an argument out. */
export const NONE = "(none)";
const LONGEST_LABEL = 80;
const KEPT = 12;
const FACT_NAME = /^[a-z][a-z0-9_]{0,63}$/;

export function oldValue(written: JsonValue, from: JsonObject | null): Value {
  const meant =
    typeof written === "string" && written.startsWith("$$") ? written.slice(1) : written;
  const label = typeof meant === "string" ? meant : JSON.stringify(meant);
  return { label: label.length > LONGEST_LABEL ? AS_IT_WAS : label, written, from };
}

/**
 * What an argument may be given, by how well it fits, beside what it had. A call that changes something, or that a change
 * draws on, takes nothing that a tool has said.
 */
export function valuesFor(
  { path, schema }: Argument,
  { spans, facts, results }: Sources,
  like: string | null,
  isGuarded: boolean,
  origins: ReadonlySet<string>,
): Value[] {
  const goal = origins.has("goal")
    ? spans.flatMap((span) => {
        const value = EDGE.test(span.text) ? undefined : typed(schema, span.text);
        if (value === undefined) return [];
        const from = { from: "goal", span: [span.start, span.end] };
        const score = scoreOf(path, schema, span, like);
        return [{ value: { label: span.text, written: written(value), from }, score }];
      })
    : [];
  const best = goal.toSorted((a, b) => b.score - a.score).map(({ value }) => value);
  const known = Object.entries(facts).flatMap(([name, fact]): Value[] => {
    const isOpen = origins.has("facts") && (!isGuarded || fact.trust === "person");
    if (!isOpen || !FACT_NAME.test(name) || !fits(schema, fact.value)) return [];
    return [
      { label: String(fact.value), written: written(fact.value), from: { from: "facts", name } },
    ];
  });
  const found = results.flatMap(({ step, reference, value }): Value[] =>
    isGuarded || !origins.has("results") || !fits(schema, value)
      ? []
      : [{ label: reference, written: reference, from: { from: "results", step } }],
  );
  const short = [...found.slice(0, KEPT), ...known.slice(0, KEPT), ...best.slice(0, KEPT)];
  const seen = new Set<string>();
  return short.filter(
    ({ label }) => label.length <= LONGEST_LABEL * 4 && !seen.has(label) && seen.add(label),
  );
}

const declared = z.record(z.string(), z.looseObject({ from: z.array(z.string()) }));
/** `models.arguments` of the configuration: by `server__tool`, then by parameter. */
export const originSettings = z.record(z.string(), declared).default({});
export type OriginSettings = z.infer<typeof originSettings>;

/** Where the configuration, else the tool itself, lets an argument come from. */
export function originsOf(
  tool: ToolDefinition,
  path: string,
  settings: OriginSettings,
): ReadonlySet<string> {
  const meta = declared.safeParse(tool.meta["dev.glassbox/arguments"] ?? {}).data ?? {};
  const top = path.split(/[.[]/)[0]!;
  const own = settings[`${tool.server}__${tool.name}`] ?? {};
  const said = own[path] ?? own[top] ?? meta[path] ?? meta[top];
  return new Set(said?.from ?? ["goal", "facts", "results"]);
}

function written(value: JsonValue): JsonValue {
  const needsMark = typeof value === "string" && (value.startsWith("$$") || parseReference(value));
  return needsMark ? `$${value}` : value;
}

/** A piece of the goal as a value of a type; undefined for one that cannot be. */
function typed({ type, format, enum: options }: JsonObject, text: string): JsonValue | undefined {
  if (Array.isArray(options))
    return options.find((one: JsonValue) => String(one).toLowerCase() === text.toLowerCase());
  if (type === "number" || type === "integer") {
    const number = Number(text.replace(",", "."));
    const isOne = shapeOf(text) === "number" && (type === "number" || Number.isInteger(number));
    return isOne ? number : undefined;
  }
  if (type !== undefined && type !== "string") return undefined;
  const strict = { uri: "url", url: "url", email: "email", date: "date" }[String(format)];
  return strict === undefined || shapeOf(text) === strict ? text : undefined;
}

function fits({ type, enum: options }: JsonObject, value: JsonValue): boolean {
  if (typeof value !== "string" && typeof value !== "number") return false;
  if (Array.isArray(options)) return options.includes(value);
  if (type === "integer") return Number.isInteger(value);
  return type === undefined || typeof value === type;
}

const PATH_LIKE = /path|file|folder|dir(?:ectory)?$|^(?:from|to|source|src|dest(?:ination)?)$/i;
const URL_LIKE = /ur[il]$|link|href/i;
const EDGE =
  /^(?:the|a|an|to|in|of|and|or|for|with|from|at|as|by|on|into|it|is|me|my|this|that|which|what)$/i;

/** How well a piece of the goal fits: what it looks like, beside the value it may take the place of. */
function scoreOf(path: string, schema: JsonObject, span: Span, like: string | null): number {
  const shape = shapeOf(span.text);
  const said = `${path} ${String(schema["description"] ?? "")}`;
  const words = span.text.split(/\s+/);
  const edges = [words[0]!, words.at(-1)!].filter((word) => EDGE.test(word)).length;
  const isAlike = like !== null && shape === shapeOf(like);
  const wanted = URL_LIKE.test(path) ? "url" : PATH_LIKE.test(said) ? "path" : null;
  return (
    (isAlike ? 2 : 0) +
    (shape === wanted ? 4 : 0) +
    (span.isQuoted ? 2 : 0) -
    edges * 2 -
    (span.words - 1) * 0.3
  );
}
