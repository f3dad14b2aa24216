import type { JsonObject, JsonValue } from "../../../kernel/json.ts";
import type { Clause } from "../goal/clause.ts";
import { type Span, spansOf, type Token, tokensOf } from "../goal/span.ts";
import { mentionsIn } from "../goal/mention.ts";
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

export function readClause(clause: Clause): Reading {
  const tokens = tokensOf(clause.text);
  return {
    clause,
    tokens,
    spans: spansOf(clause.text, tokens),
    mentions: mentionsIn(clause.text, tokens),
  };
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
  // A name of signs that nobody sees is none.
  if ((kind === "path" || kind === "name") && !/[\p{L}\p{N}.~/*]/u.test(text)) return undefined;
  if (kind === "path" && (shape === "url" || shape === "email")) return undefined;
  return text;
}

/** Values of a shape that only such a parameter takes, in the clause. */
export function strictSpans({ tokens }: Reading): Span[] {
  return tokens.filter(({ shape, isQuoted }) => isQuoted || !["word", "phrase"].includes(shape));
}
