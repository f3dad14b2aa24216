import type { Reasons } from "../contracts/decisions.ts";
import type { Ground, Proposal } from "../contracts/driver.ts";
import { canonicalize, isObject, sha256 } from "../../kernel/json.ts";
import { toolKey } from "../../kernel/plan.ts";
import { type Example, shippedExamples } from "./examples/example.ts";
import { type Clause, coreOf, cutGoal } from "./goal/clause.ts";
import { type Alternative, alternativesFor } from "./pack/alternative.ts";
import { chooseCall, lineOf, type Repairs } from "./pack/point.ts";
import { packPlan } from "./pack/plan.ts";
import { argumentPaths, put } from "./point/call.ts";
import { readClause } from "./point/candidate.ts";
import type { Model } from "../contracts/models.ts";
import type { Planning, PlanningSettings } from "./planning-request.ts";
import { type ChosenCall, packedReasons, pointedReasons } from "./reasons.ts";
import { type PlannedCall, planOf } from "./step.ts";
import { shapeOf } from "./goal/span.ts";
import { verbsOf } from "./goal/verbs.ts";

/** Longer goals are not one wish any more. */
const MOST_STEPS = 8;

/** Nobody says how large a model is that others run: large. */
export function isSmall(model: Model, { planFreeFrom }: PlanningSettings): boolean {
  return (model.parameters ?? Number.POSITIVE_INFINITY) < planFreeFrom;
}

/** The plan that a model makes of a goal; a text: why there is none. */
export async function planByModel(
  planning: Planning,
  signal: AbortSignal,
): Promise<Proposal | string> {
  const { model, settings, tools, proven } = planning;
  if (tools.length === 0) return "there is no tool to plan with";
  const examples = proven === null ? [] : [...shippedExamples(tools), ...proven];
  const made = isSmall(model, settings)
    ? await pointEachStep(planning, examples, signal)
    : await packWhole(planning, examples, signal);
  if (typeof made === "string") return made;
  const { calls, why } = made;
  const ground: Ground = {
    kind: "model",
    name: model.name,
    hash: sha256(canonicalize({ model: model.name, steps: calls.map(({ tool }) => tool.hash) })),
    slots: {},
  };
  const choice = calls.map(({ tool }) => toolKey(tool)).join(", then ");
  const reasons = { kind: "plan", choice, ...why, confidence: null, grounds: [] };
  return { plan: planOf(calls), ground, reasons };
}

interface Made {
  readonly calls: readonly PlannedCall[];
  readonly why: Pick<Reasons, "rationale" | "alternatives">;
}

async function packWhole(
  planning: Planning,
  examples: readonly Example[],
  signal: AbortSignal,
): Promise<Made | string> {
  const made = await packPlan(planning, examples, signal);
  if (typeof made === "string") return made;
  return { calls: made.calls, why: packedReasons(planning.model.name, made.packed) };
}

/** A small model chooses call by call: the goal is cut without it, and it only points. */
async function pointEachStep(
  planning: Planning,
  examples: readonly Example[],
  signal: AbortSignal,
): Promise<Made | string> {
  const verbs = verbsOf(planning.tools, examples);
  const clauses = cutGoal(planning.goal, verbs);
  if (clauses.length > MOST_STEPS)
    return `the goal asks for more than ${MOST_STEPS} things at once`;
  const calls: PlannedCall[] = [];
  const chosen: ChosenCall[] = [];
  const known = { examples, verbs, repairs: { left: 1 } };
  for (const clause of clauses) {
    const again = clause.isAgain ? sameAgain(calls.at(-1)!, clause) : null;
    const pointed = again ? null : await pointStep(planning, known, clause, calls, signal);
    if (typeof pointed === "string") return pointed;
    if (pointed) chosen.push(pointed);
    const found = again ?? pointed!.call;
    const { tool, args, from } = found;
    // Said twice in other words, such as "show me the log, print log.txt".
    if (isSameCall(calls.at(-1), found)) continue;
    calls.push({ id: `s${calls.length + 1}`, intent: clause.text, tool, args, from });
  }
  return { calls, why: pointedReasons(planning.model.name, chosen) };
}

function isSameCall(before: PlannedCall | undefined, found: Pick<PlannedCall, "tool" | "args">) {
  if (before?.tool !== found.tool || found.tool.effect !== "read") return false;
  return canonicalize(before.args) === canonicalize(found.args);
}

/** The call before with another thing in the place of its own; null where it has none of that shape. */
function sameAgain(before: PlannedCall, clause: Clause): Omit<PlannedCall, "id" | "intent"> | null {
  const [span] = readClause(clause).tokens;
  const same = argumentPaths(before.args).find(
    ([path, value]) =>
      isObject(before.from[path]) &&
      before.from[path]["from"] === "goal" &&
      shapeOf(String(value), true) === span?.shape,
  );
  if (!same || !span) return null;
  const args = structuredClone(before.args);
  put(args, same[0], span.text);
  const place = [clause.start + span.start, clause.start + span.end];
  return {
    tool: before.tool,
    args,
    from: { ...before.from, [same[0]]: { from: "goal", span: place } },
  };
}

/** What holds for all steps of a goal. */
interface Known {
  readonly examples: readonly Example[];
  readonly verbs: ReadonlySet<string>;
  readonly repairs: Repairs;
}

async function pointStep(
  { retrieval, tools, ask, facts, hasInput, settings, model }: Planning,
  { examples, verbs, repairs }: Known,
  clause: Clause,
  earlier: readonly PlannedCall[],
  signal: AbortSignal,
): Promise<(ChosenCall & { readonly call: Alternative }) | string> {
  const ranking = await retrieval.rank({
    text: coreOf(clause.text, verbs),
    tools,
    examples,
    signal,
  });
  const sources = { reading: readClause(clause), earlier, facts, hasInput };
  const alternatives = alternativesFor(
    ranking.tools,
    ranking.examples,
    sources,
    settings.arguments,
  );
  if (alternatives.length === 0)
    return `no tool here can do "${clause.text}" with what the goal names`;
  const call = await chooseCall(
    { ask, model },
    clause.text,
    alternatives,
    ranking.examples,
    repairs,
    signal,
  );
  if (!call) return `the model ${model.name} chose no call for "${clause.text}"`;
  const others = alternatives.filter((one) => one !== call);
  return {
    call,
    wish: clause.text,
    line: lineOf(call),
    others: others.map((one) => ({ line: lineOf(one), score: one.score })),
  };
}
