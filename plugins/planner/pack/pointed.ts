import type { JsonValue } from "../../../kernel/json.ts";
import { toolKey } from "../../../kernel/plan.ts";
import type { ToolDefinition } from "../../../kernel/ports/tools.ts";
import type { Example } from "../examples/example.ts";
import type { Clause } from "../goal/clause.ts";
import type { Planning } from "../planning-request.ts";
import type { Candidate } from "../point/candidate.ts";
import { readClause } from "../point/candidate.ts";
import { choiceOf } from "../point/fill.ts";
import { type Parameter, parametersOf } from "../point/parameter.ts";
import { workedCalls } from "./alternative.ts";

/** What every parameter of the offered tools may point at, and which of them a model may write itself. */
export interface Pointed {
  readonly byTool: ReadonlyMap<string, readonly PointedParameter[]>;
}

export interface PointedParameter {
  readonly parameter: Parameter;
  readonly candidates: readonly Candidate[];
  readonly mayBeFree: boolean;
  readonly mayBeResult: boolean;
}

/** Pieces of the goal kept for one parameter: the best by how well they fit. */
const KEPT = 16;

export function pointedIn({
  goal,
  clauses,
  planning,
  tools,
  near,
}: {
  readonly goal: string;
  readonly clauses: readonly Clause[];
  readonly planning: Planning;
  readonly tools: readonly ToolDefinition[];
  readonly near: readonly { readonly example: Example; readonly score: number }[];
}): Pointed {
  const whole = { text: goal, start: 0, isAgain: false };
  const parts = clauses.length > 1 ? clauses : [whole];
  const readings = parts.map(readClause);
  const { facts, hasInput, settings } = planning;
  const byTool = new Map<string, readonly PointedParameter[]>();
  for (const tool of tools) {
    const worked = workedCalls(tool, near);
    const parameters = parametersOf(tool, settings.arguments).map((parameter): PointedParameter => {
      const scored = readings.flatMap(
        (reading) => choiceOf(parameter, { reading, earlier: [], facts, hasInput }, worked).scored,
      );
      const candidates = distinct(
        scored.toSorted((a, b) => b.score - a.score).map((one) => one.candidate),
      );
      return {
        parameter,
        candidates: candidates.slice(0, KEPT),
        mayBeFree: parameter.origins.has("free"),
        mayBeResult: parameter.origins.has("results"),
      };
    });
    byTool.set(toolKey(tool), parameters);
  }
  return { byTool };
}

function distinct(candidates: readonly Candidate[]): Candidate[] {
  const seen = new Set<JsonValue>();
  return candidates.filter(({ value }) => !seen.has(value) && Boolean(seen.add(value)));
}
