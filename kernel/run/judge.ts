import type { EventDraft } from "../event.ts";
import type { Expectation } from "../expectation.ts";
import { type JsonObject, type JsonSchema, type JsonValue, textIn } from "../json.ts";
import type { ToolDefinition, ToolResult } from "../ports/tools.ts";
import type { RunContext } from "./context.ts";
import { request } from "./request.ts";

interface Judgement {
  checks: number;
  readonly failures: string[];
  readonly observed: string[];
}

/** The verdict on expectations that all look at the step's own answer; none when some need a probe. */
export function ownVerdict(
  context: RunContext,
  step: string,
  expect: readonly Expectation[],
  view: JsonValue,
  call: string,
): EventDraft[] {
  if (expect.length === 0 || expect.some((one) => one.probe)) return [];
  const judgement: Judgement = { checks: 0, failures: [], observed: [call] };
  for (const one of expect) weigh(context, judgement, one.matches, view, "the answer");
  return [verdict(context, step, judgement)];
}

/** Judges what a step (or, for null, the goal) expects, by reading the world again. */
export async function judge(context: RunContext, step: string | null, signal: AbortSignal) {
  const { ledger, plans } = context.services;
  const state = step === null ? undefined : context.state().plan?.steps[step];
  const begun = state?.begun ? ledger.get(state.begun) : null;
  const intended = begun?.type === "tool.intended" ? begun.data?.["expect"] : undefined;
  const known = intended as unknown as readonly Expectation[] | undefined;
  const expect = known ?? plans.expectations(context, step);
  const answer = state?.result ? ledger.get(state.result)?.data : null;
  const view = answer?.["view"] ?? answer?.["value"] ?? null;
  const [expectations, failures] = typeof expect === "string" ? [[], [expect]] : [expect, []];
  const judgement: Judgement = { checks: 0, failures, observed: [] };
  for (const { probe, matches } of expectations) {
    if (!probe) {
      weigh(context, judgement, matches, view, "the answer");
      continue;
    }
    const tool = context.tools.get(probe.tool);
    if (tool?.effect !== "read") {
      judgement.failures.push(`${probe.tool} is not there to look`);
      continue;
    }
    const { result, event } = await callProbe(context, step ?? "goal", tool, probe.args, signal);
    judgement.observed.push(event);
    if (result.ok) weigh(context, judgement, matches, result.view, probe.tool);
    else judgement.failures.push(`${probe.tool} could not look: ${textIn(result.view)}`);
  }
  return ledger.append([verdict(context, step, judgement)]);
}

/** A read for an expectation; its intent and result are on record like any other. */
async function callProbe(
  context: RunContext,
  step: string,
  tool: ToolDefinition,
  args: JsonObject,
  signal: AbortSignal,
): Promise<{ result: ToolResult; event: string }> {
  const { services, draft } = context;
  const about = { step, purpose: "probe" as const };
  const { server, name, hash } = tool;
  const intent = {
    ...about,
    server,
    tool: name,
    args,
    argshash: null,
    effect: "read" as const,
    definition: hash,
    expect: [],
  };
  const call = (await services.ledger.append([draft("tool.intended", intent)]))[0]!.id;
  const { result, ...made } = await request(context, tool, args, call, signal);
  const finished = draft("tool.finished", { ...about, ...made, call }, call);
  return { result, event: (await services.ledger.append([finished]))[0]!.id };
}

function weigh(
  { services }: RunContext,
  judgement: Judgement,
  schema: JsonSchema,
  view: JsonValue,
  where: string,
) {
  const mismatch = services.validator.mismatch(schema, view);
  if (mismatch === null) judgement.checks += 1;
  else judgement.failures.push(`${where}: ${mismatch}`);
}

function verdict(
  { draft }: RunContext,
  step: string | null,
  { checks, failures, observed }: Judgement,
): EventDraft {
  const cause = observed.at(-1);
  if (failures.length === 0) return draft("expect.met", { step, checks, observed }, cause);
  return draft(
    "expect.violated",
    { step, checks, failures: failures.slice(0, 10), observed },
    cause,
  );
}
