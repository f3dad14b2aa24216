import type { Expectation } from "../../kernel/expectation.ts";
import { type JsonObject, textIn } from "../../kernel/json.ts";
import type { ToolDefinition, ToolResult } from "../../kernel/ports/tools.ts";
import type { RunContext } from "../../kernel/run/context.ts";
import { type Judgement, verdict, weigh } from "../../kernel/run/judge.ts";
import { request } from "../../kernel/run/request.ts";

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
