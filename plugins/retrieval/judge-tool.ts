import type { EffectClass } from "../../kernel/ports/tools.ts";
import { bm25 } from "./bm25.ts";
import type { Entry } from "./catalogue.ts";
import { fitOf } from "./fit.ts";
import type { GoalTraits } from "./goal-traits.ts";
import type { Likeness } from "./likeness.ts";
import { cosine, type Meaning } from "./meaning.ts";
import { WEIGHTS } from "./weights.ts";

/** A goal with what is looked for in each tool. */
export interface SoughtGoal {
  readonly traits: GoalTraits;
  /** Its words outside of paths and quotations: stemmed, and as they were written. */
  readonly terms: ReadonlyMap<string, string>;
  /** How many tools have each of them. */
  readonly toolsWith: ReadonlyMap<string, number>;
}

/** Each 0 to 1. */
export interface Parts {
  /** The goal's words in name, description, parameters and examples. */
  readonly words: number;
  /** Cosine to name and description; null without an embedder. */
  readonly meaning: number | null;
  /** Likeness to the tool's nearest examples. */
  readonly example: number;
  /** What the goal holds against what the parameters take; one half says nothing. */
  readonly types: number;
}

export interface Judged {
  readonly score: number;
  readonly parts: Parts;
  readonly reasons: readonly string[];
}

/** Below this an example explains nothing. */
const ALIKE = 0.4;

export function judgeTool(
  { traits, terms, toolsWith }: SoughtGoal,
  entry: Entry,
  effect: EffectClass,
  /** To the tool's own examples, nearest first. */
  likenesses: readonly Likeness[],
  meaning: Meaning,
): Judged {
  const words = bm25(terms.keys(), entry.words, (word) => toolsWith.get(word) ?? 0);
  const near = nearness(traits.masked, entry.text, meaning);
  const types = fitOf(traits, entry.parameters, effect);
  // A tool without examples is judged by what it says of itself instead.
  const example = exampleScore(likenesses) ?? near ?? WEIGHTS.likeness.without * words;
  const parts = { words, meaning: near, example, types: types.score };
  const hits = [...terms].filter(([term]) => entry.words.counts.has(term));
  const [best] = likenesses;
  const reasons = [
    ...(best && best.score >= ALIKE ? [`like "${best.example.goal}"`] : []),
    ...(hits.length > 0 ? [`says ${hits.map(([, word]) => word).join(", ")}`] : []),
    ...types.reasons,
    ...(meaning.failure === null ? [] : [meaning.failure]),
  ];
  return { score: scoreOf(parts), parts, reasons };
}

function exampleScore([best, second = best]: readonly Likeness[]): number | undefined {
  if (!best || !second) return undefined;
  const share = WEIGHTS.likeness.second;
  return (1 - share) * best.score + share * second.score;
}

function nearness(goal: string, text: string, meaning: Meaning): number | null {
  if (meaning.embedder === null) return null;
  const [left, right] = [meaning.of(goal), meaning.of(text)];
  return left && right ? cosine(left, right) : 0;
}

function scoreOf({ words, meaning, example, types }: Parts): number {
  const sum = WEIGHTS.words * words + WEIGHTS.example * example + WEIGHTS.types * types;
  const shares = WEIGHTS.words + WEIGHTS.example + WEIGHTS.types;
  if (meaning === null) return sum / shares;
  return (sum + WEIGHTS.meaning * meaning) / (shares + WEIGHTS.meaning);
}
