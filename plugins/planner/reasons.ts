import { toolKey } from "../../kernel/plan.ts";
import type { Alternative, Reasons } from "../contracts/decisions.ts";
import type { Next } from "../contracts/driver.ts";
import type { NearestSkill } from "./planner.ts";
import type { RankedTool } from "./retrieval.ts";

/** Why a run ends without what was asked of it. */
export function endReasons(rationale: string): Reasons {
  const nothing = { alternatives: [], confidence: null, grounds: [] };
  return { kind: "finish", choice: "end the run", rationale, ...nothing };
}

/** What follows, with the events that its decision rests on beside those it names itself. */
export function grounded(next: Next, ids: readonly string[]): Next {
  const { reasons } = next.kind === "plan" ? next.proposal : next;
  if (!reasons) return next;
  const rested = { ...reasons, grounds: [...reasons.grounds, ...ids] };
  if (next.kind === "finish") return { ...next, reasons: rested };
  return { ...next, proposal: { ...next.proposal, reasons: rested } };
}

/** Why a question gets what the files say. `nearest`: the skills that come nearest to it. */
export function passageReasons(nearest: readonly NearestSkill[]): Reasons {
  return {
    kind: "plan",
    choice: "the passages that have most of the question's words",
    rationale: "no skill covers the goal, and the run may only read",
    alternatives: nearest.map(({ name, score }): Alternative => ({
      choice: `the skill ${name}`,
      reason: "it does not cover the goal",
      score,
    })),
    confidence: null,
    grounds: [],
  };
}

const WORDS = 1500;

/** Why a model's plan is as it is: in the words in which it planned first, before it wrote the calls. */
export function packedReasons(
  model: string,
  { words, offered, taken }: Packed,
): Pick<Reasons, "rationale" | "alternatives"> {
  const said = words.trim().slice(0, WORDS);
  const rationale =
    said === "" ? `the model ${model} gave no reason` : `the model ${model} planned: ${said}`;
  return { rationale, alternatives: notTaken(offered, taken) };
}

export interface Packed {
  readonly words: string;
  readonly offered: readonly RankedTool[];
  readonly taken: ReadonlySet<string>;
}

/** Tools that a model was offered and that none of its calls uses, the best rank first. */
function notTaken(offered: readonly RankedTool[], taken: ReadonlySet<string>): Alternative[] {
  return offered
    .filter(({ tool }) => !taken.has(toolKey(tool)))
    .toSorted((a, b) => b.score - a.score)
    .map(({ tool, score }) => ({
      choice: toolKey(tool),
      reason: "it was offered, and the model used it in no step",
      score,
    }));
}

/** What a model that only points chose for one wish of a goal, and what else it was offered. */
export interface ChosenCall {
  readonly wish: string;
  readonly line: string;
  readonly others: readonly { readonly line: string; readonly score: number }[];
}

/** Why a plan is as it is that a model pointed together, wish by wish: it copied lines and said nothing else. */
export function pointedReasons(
  model: string,
  chosen: readonly ChosenCall[],
): Pick<Reasons, "rationale" | "alternatives"> {
  const picks = chosen.map(({ wish, line, others }) => {
    const count = others.length + 1;
    return `for ${JSON.stringify(wish)} ${line} of ${count} ${count === 1 ? "call" : "calls"}`;
  });
  const alternatives = chosen.flatMap(({ wish, others }) =>
    others.map(({ line, score }) => ({
      choice: line,
      reason: `for ${JSON.stringify(wish)} the model chose another call`,
      score,
    })),
  );
  return { rationale: `the model ${model} chose ${picks.join(", ")}`, alternatives };
}
