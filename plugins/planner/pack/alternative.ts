import type { JsonObject } from "../../../kernel/json.ts";
import { toolKey } from "../../../kernel/plan.ts";
import type { ToolDefinition } from "../../../kernel/ports/tools.ts";
import { tokensOf } from "../goal/span.ts";
import { isQuestionWord } from "../goal/words.ts";
import { argumentsOf, put } from "../point/call.ts";
import { type Shape, shapesOf, type Sources, type WorkedCall } from "../point/fill.ts";
import type { OriginSettings } from "../point/parameter.ts";
import type { Example } from "../examples/example.ts";
import type { RankedTool } from "../retrieval.ts";

/** One call that the goal may mean, every argument pointed at. */
export interface Alternative {
  readonly tool: ToolDefinition;
  readonly args: JsonObject;
  readonly from: JsonObject;
  /** The arguments as a model copies them: pieces of the goal, a word for an earlier result. */
  readonly labels: JsonObject;
  readonly score: number;
}

interface Near {
  readonly example: Example;
  readonly score: number;
}

/** How much the rank of a tool counts beside how well its arguments can be filled. */
const RANK = 24;
/** What speaks against a change where something is only asked. */
const CHANGE_ASKED = 3;
const TOOLS = 4;
const MOST = 6;
/** Alternatives further behind than this are not worth asking about. */
const MARGIN = 0.6;
/** Tools that rank lower are not meant: with what the goal says nothing here can be done. */
const LEAST_RANK = 0.26;
/** A call without arguments fits every goal, so its tool must be meant all the more. */
const LEAST_RANK_BARE = 0.38;
/** Where every argument has found its value, less is enough. */
const LEAST_RANK_FILLED = 0.18;
const WELL_FILLED = 3;

/** The calls that a clause may mean, best first: the tools in their rank, the arguments by what they can point at. */
export function alternativesFor(
  ranked: readonly RankedTool[],
  near: readonly Near[],
  sources: Sources,
  settings: OriginSettings,
): Alternative[] {
  const isQuestion = asks(sources.reading.clause.text);
  const meant = ranked.slice(0, TOOLS).filter(({ score }) => score >= LEAST_RANK_FILLED);
  const found = meant.flatMap(({ tool, score }) => {
    const worked = workedCalls(tool, near);
    const surprise = isQuestion && tool.effect !== "read" ? CHANGE_ASKED : 0;
    return shapesOf(tool, sources, worked, settings)
      .filter((shape) => isMeant(score, shape))
      .slice(0, 3)
      .flatMap((shape) =>
        shape.fillings.map((filling): Alternative => {
          const behind = shape.fillings[0]!.score - filling.score;
          const labels = {};
          for (const { parameter, candidate } of filling.picks)
            put(labels, parameter.path, candidate.label);
          return {
            tool,
            ...argumentsOf(filling),
            labels,
            score: score * RANK + fit(shape.score) - behind - surprise,
          };
        }),
      );
  });
  const sorted = found.toSorted((a, b) => b.score - a.score);
  const best = sorted[0]?.score ?? 0;
  return distinct(sorted)
    .filter(({ score }) => best - score <= MARGIN)
    .slice(0, MOST);
}

function isMeant(rank: number, { choices, score }: Shape): boolean {
  if (choices.length === 0) return rank >= LEAST_RANK_BARE;
  return rank >= LEAST_RANK || score >= WELL_FILLED;
}

/** "Is Ines mentioned in notes?" wants to know; "could you …?" wants a deed. */
function asks(text: string): boolean {
  return (
    isQuestionWord(tokensOf(text)[0]?.word ?? "") && !/^do\s+(?!i\b|we\b|you\b|they\b)/i.test(text)
  );
}

/** Good fits are all alike; a bad one speaks against its tool. */
function fit(score: number): number {
  return Math.min(score, 6);
}

export function workedCalls(tool: ToolDefinition, near: readonly Near[]): WorkedCall[] {
  const key = toolKey(tool);
  return near
    .filter(({ example }) => example.tool === key)
    .map(({ example, score }) => ({ goal: example.goal, args: example.args, nearness: score }));
}

function distinct(alternatives: readonly Alternative[]): Alternative[] {
  const seen = new Set<string>();
  return alternatives.filter(({ tool, labels }) => {
    const key = `${toolKey(tool)} ${JSON.stringify(labels)}`;
    return !seen.has(key) && Boolean(seen.add(key));
  });
}
