import type { ToolDefinition } from "../../kernel/ports/tools.ts";
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
  tool: Pick<ToolDefinition, "effect" | "trusted">,
  /** To the tool's own examples, nearest first. */
  likenesses: readonly Likeness[],
  meaning: Meaning,
  /** How well its text fits. */
  text: number,
): Judged {
  const near = nearness(traits.masked, entry.text, meaning);
  const types = fitOf(traits, entry.parameters, tool.effect);
  const example = exampleScore(likenesses);
  const isText = example === undefined && !tool.trusted;
  const parts = isText ? partsOfText(text, near, types.score) : known();
  function known(): Parts {
    const words = bm25(terms.keys(), entry.words, (word) => toolsWith.get(word) ?? 0);
    // One of ours without examples is judged by its description in their place.
    const instead = near ?? WEIGHTS.likeness.without * words;
    return { words, meaning: near, example: example ?? instead, types: types.score };
  }
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

/** A tool of others that shows no example is searched as a text; what it takes is guessed from names that others gave. */
function partsOfText(text: number, near: number | null, types: number): Parts {
  const { beside, types: believed } = WEIGHTS.search;
  // Words add to what an embedder sees; that they are missing says little where it sees much.
  const example = near === null ? text : 1 - (1 - near) * (1 - beside * text);
  return { words: text, meaning: near, example, types: 0.5 + believed * (types - 0.5) };
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
