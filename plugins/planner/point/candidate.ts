import type { JsonObject, JsonValue } from "../../../kernel/json.ts";
import type { Clause } from "../goal/clause.ts";
import { type Span, spansOf, type Token, tokensOf } from "../goal/span.ts";
import { STOP } from "../goal/words.ts";
import { type Features, featuresOf } from "./features.ts";
import type { Kind, Parameter } from "./parameter.ts";

/** A value that an argument may point at. */
export interface Candidate {
  /** What a model copies to choose it. */
  readonly label: string;
  readonly value: JsonValue;
  /** Where it comes from, as the plan keeps it. */
  readonly from: JsonObject;
  /** Its place in the clause; null for what stands nowhere in it. */
  readonly place: { readonly start: number; readonly end: number } | null;
  readonly features: Features | null;
}

/** A clause, cut up once for all its parameters. */
export interface Reading {
  readonly clause: Clause;
  readonly tokens: readonly Token[];
  readonly spans: readonly Span[];
  readonly mentions: readonly Span[];
}

const MENTION =
  /\b(?:it|them|this|that|these|those)\b(?:\s+(?:file|page|note|text|result|output|answer|content|contents|folder|document|list|link|hit|match|one))?|\b(?:the|its|their|that|this|whatever|what)\s+(?:(?:first|found|resulting|new|same|fetched|matching)\s+)?(?:file|page|note|text|result|results|output|answer|content|contents|document|list|link|hit|match|one|summary)\b(?!\s+(?:"|\S+[./]))/giu;

export function readClause(clause: Clause): Reading {
  const tokens = tokensOf(clause.text);
  const mentions = [...clause.text.matchAll(MENTION)].map((found): Span => {
    const start = found.index;
    const end = start + found[0].length;
    return { text: found[0], start, end, shape: "phrase", isQuoted: false };
  });
  const quoted = tokens.filter(({ isQuoted }) => isQuoted);
  const outside = mentions.filter(
    ({ start, end, text }) =>
      !quoted.some((one) => start >= one.start && end <= one.end) &&
      !(text.includes(" ") && isFollowedByValue(tokens, end)),
  );
  return { clause, tokens, spans: spansOf(clause.text, tokens), mentions: outside };
}

/** "with the text sunny": the words only announce the value that follows. */
function isFollowedByValue(tokens: readonly Token[], end: number): boolean {
  const before = tokens.findLast((token) => token.end <= end);
  const next = tokens.find((token) => token.start >= end);
  if (!next || (before && /[,;.]/.test(before.mark))) return false;
  return next.isQuoted || !STOP.has(next.word);
}

/** The spans of a clause that can be a value of a kind, each with its value and its provenance. */
export function spanCandidates(
  { clause, tokens, spans }: Reading,
  parameter: Pick<Parameter, "kind" | "schema">,
): Candidate[] {
  return spans.flatMap((span): Candidate[] => {
    const value = valueOf(span, parameter);
    if (value === undefined) return [];
    const from = { from: "goal", span: [clause.start + span.start, clause.start + span.end] };
    const { start, end } = span;
    return [
      {
        label: span.text,
        value,
        from,
        place: { start, end },
        features: featuresOf(span, tokens),
      },
    ];
  });
}

const STRICT: Readonly<Partial<Record<Kind, ReadonlySet<string>>>> = {
  url: new Set(["url"]),
  email: new Set(["email"]),
  date: new Set(["date"]),
};

/** What a span is as a value of a parameter; undefined for one that cannot be. */
function valueOf(
  { text, shape }: Span,
  { kind, schema }: Pick<Parameter, "kind" | "schema">,
): JsonValue | undefined {
  if (kind === "number") {
    const number = Number(text.replace(",", "."));
    const fits = shape === "number" && Number.isFinite(number);
    return fits && (schema["type"] !== "integer" || Number.isInteger(number)) ? number : undefined;
  }
  if (kind === "boolean") return undefined;
  if (kind === "choice") {
    const options = (schema["enum"] ?? [schema["const"] ?? null]) as readonly JsonValue[];
    return options.find((option) => String(option).toLowerCase() === text.toLowerCase());
  }
  const strict = STRICT[kind];
  if (strict) return strict.has(shape) ? text : undefined;
  if (kind === "path" && (shape === "url" || shape === "email")) return undefined;
  return text;
}

/** Values of a shape that only such a parameter takes, in the clause. */
export function strictSpans({ tokens }: Reading): Span[] {
  return tokens.filter(({ shape, isQuoted }) => isQuoted || !["word", "phrase"].includes(shape));
}
