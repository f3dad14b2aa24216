import type { Models } from "../contracts/models.ts";
import type { ToolDefinition } from "../../kernel/ports/tools.ts";
import { toolKey } from "../../kernel/plan.ts";
import { countTools, createCatalogues, withExamples } from "./catalogue.ts";
import type { Example } from "./example.ts";
import { readGoal } from "./goal-traits.ts";
import { judgeTool, type Parts, type SoughtGoal } from "./judge-tool.ts";
import { type Likeness, likenessesOf } from "./likeness.ts";
import { createMeaning } from "./meaning.ts";
import { createPatterns } from "./pattern.ts";
import { type Shape, shapeOf } from "./shape.ts";
import type { Vectors } from "./vectors.ts";
import type { Library } from "./search/library.ts";
import { search } from "./search/search.ts";
import { soughtBy } from "./search/sought.ts";
import { writtenTerms } from "./words.ts";

export interface RankRequest {
  readonly text: string;
  readonly tools: readonly ToolDefinition[];
  /** Shipped and proven; those of other tools are compared and move no tool. */
  readonly examples: readonly Example[];
  readonly signal?: AbortSignal;
  /** So long an embedder is waited for; then words alone decide, and it goes on reading. */
  readonly patienceMs?: number;
}

export interface RankedTool {
  readonly tool: ToolDefinition;
  /** 0 to 1, the weighted mean of its parts. */
  readonly score: number;
  readonly parts: Parts;
  /** For people. */
  readonly reasons: readonly string[];
}

export interface Ranking {
  /** Best first. */
  readonly tools: readonly RankedTool[];
  /** All that were given, nearest first. */
  readonly examples: readonly Likeness[];
  /** Null when it was done without; a failure is among the reasons of every tool. */
  readonly embedder: string | null;
}

/** Offered under the kind `retrieval` as `tools`. Rejects only when the request's signal is aborted. */
export interface Retrieval {
  rank(request: RankRequest): Promise<Ranking>;
}

/** Characters. A goal is a sentence; of a pasted page the beginning decides. */
const LONGEST_GOAL = 2_000;

export function createRetrieval(parts: {
  readonly models: () => Models;
  readonly vectors: () => Vectors;
}): Retrieval {
  const shelfOf = createCatalogues();
  const patternOf = createPatterns();
  const meaningOf = createMeaning(parts.models, parts.vectors);
  return {
    async rank({ text, tools, examples, signal, patienceMs }) {
      const traits = readGoal(text.slice(0, LONGEST_GOAL));
      const terms = writtenTerms(traits.rest);
      const patterns = examples.map(patternOf);
      const shelf = shelfOf(tools);
      const catalogue = withExamples(shelf.catalogue, patterns);
      const known = new Set(patterns.flatMap(({ shape }) => [...shape.keys()]));
      const shape = knownPart(shapeOf(traits.masked), known, shelf.library);
      const texts = [
        traits.masked,
        ...[...catalogue.values()].map((entry) => entry.text),
        ...patterns.map((pattern) => pattern.text),
      ];
      const meaning = await meaningOf(texts, { signal, patienceMs });
      const likenesses = likenessesOf({ text: traits.masked, shape }, patterns, meaning);
      const byTool = Map.groupBy(likenesses, ({ example }) => example.tool);
      const goal: SoughtGoal = { traits, terms, toolsWith: countTools(catalogue, terms.keys()) };
      const fits = search(soughtBy(traits, shelf.library), shelf.library);
      const ranked = tools.map((tool): RankedTool => {
        const entry = catalogue.get(toolKey(tool))!;
        const own = byTool.get(entry.key) ?? [];
        return {
          tool,
          ...judgeTool(goal, entry, tool, own, meaning, fits.get(entry.key) ?? 0),
        };
      });
      return {
        tools: ranked.toSorted((a, b) => b.score - a.score || order(a.tool, b.tool)),
        examples: likenesses,
        embedder: meaning.embedder,
      };
    },
  };
}

/** Words that no tool and no example has are what the goal is about, not what it wants. */
function knownPart(shape: Shape, known: ReadonlySet<string>, { places, servers }: Library): Shape {
  const isKnown = (word: string) => known.has(word) || places.has(word) || servers.has(word);
  return new Map([...shape].filter(([word]) => isKnown(word)));
}

function order(left: ToolDefinition, right: ToolDefinition): number {
  const [a, b] = [toolKey(left), toolKey(right)];
  return a < b ? -1 : a > b ? 1 : 0;
}
