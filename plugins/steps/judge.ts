import type { Expectation } from "../../kernel/expectation.ts";
import { type JsonObject, type JsonSchema, type JsonValue, textIn } from "../../kernel/json.ts";
import type { ToolDefinition } from "../../kernel/ports/tools.ts";
import { resultIn } from "../../kernel/recorded-result.ts";
import type { RunContext } from "../../kernel/run/context.ts";
import { type Judgement, verdict, weigh } from "./verdict.ts";
import { request, type Requested } from "./request.ts";

/** Judges what a step (or, for null, the goal) expects, by reading the world again. */
export async function judge(context: RunContext, step: string | null, signal: AbortSignal) {
  const { ledger, plans } = context.services;
  const state = step === null ? undefined : context.state().plan?.steps[step];
  const begun = state?.begun ? ledger.get(state.begun) : null;
  const intended = begun?.type === "tool.intended" ? begun.data?.["expect"] : undefined;
  const known = intended as unknown as readonly Expectation[] | undefined;
  const expect = known ?? plans.expectations(context, step);
  const answer = state?.result ? ledger.get(state.result) : null;
  const view = resultIn(answer?.data ?? {}, (blob) => ledger.getBlob(blob));
  const judgement: Judgement = { checks: 0, failures: [], observed: [] };
  if (typeof expect === "string") judgement.failures.push(expect);
  // An answer that was lost cannot be judged: what it did can still be looked at.
  const isLost = answer?.type === "tool.settled";
  if (isLost) judgement.observed.push(answer.id);
  await look(context, step ?? "goal", typeof expect === "string" ? [] : expect, {
    judgement,
    view: isLost ? LOST : view,
    signal,
  });
  return ledger.append([verdict(context, step, judgement)]);
}

const LOST = Symbol("the answer is lost");

interface Looking {
  readonly judgement: Judgement;
  /** What expectations without a probe are judged on. */
  readonly view: JsonValue | typeof LOST;
  readonly signal: AbortSignal;
}

/** Weighs expectations, each probe with a read of the world. False: one could not be looked at. */
export async function look(
  context: RunContext,
  step: string,
  expectations: readonly Expectation[],
  { judgement, view, signal }: Looking,
): Promise<boolean> {
  let seen = true;
  for (const { probe, matches } of expectations) {
    if (!probe) {
      if (view !== LOST) weigh(context, judgement, matches, view, "the answer");
      continue;
    }
    const tool = context.tools.get(probe.tool);
    if (tool?.effect !== "read") {
      judgement.failures.push(`${probe.tool} is not there to look`);
      seen = false;
      continue;
    }
    const { result, event } = await lookAgainIfNot(
      context,
      step,
      tool,
      { args: probe.args, matches },
      signal,
    );
    judgement.observed.push(event);
    if (result.ok) weigh(context, judgement, matches, result.view, probe.tool);
    else {
      judgement.failures.push(`${probe.tool} could not look: ${textIn(result.view)}`);
      seen = false;
    }
  }
  return seen;
}

const SECOND_LOOK_MS = 250;

/** A world that is not as expected is looked at once more: what was read may have been old. */
async function lookAgainIfNot(
  context: RunContext,
  step: string,
  tool: ToolDefinition,
  { args, matches }: { readonly args: JsonObject; readonly matches: JsonSchema },
  signal: AbortSignal,
) {
  const { clock, validator } = context.services;
  const first = await callProbe(context, step, tool, args, signal);
  const holds = first.result.ok && validator.mismatch(matches, first.result.view) === null;
  if (holds || first.result.final || signal.aborted) return first;
  await new Promise<void>((resolve) => void clock.after(SECOND_LOOK_MS, resolve));
  return signal.aborted ? first : callProbe(context, step, tool, args, signal);
}

/** Judges a lost effect by what can be looked at; null: it cannot. */
export async function lookForEffect(
  context: RunContext,
  step: string,
  expectations: readonly Expectation[],
  signal: AbortSignal,
): Promise<Judgement | null> {
  const probed = expectations.filter((one) => one.probe);
  if (probed.length === 0) return null;
  const judgement: Judgement = { checks: 0, failures: [], observed: [] };
  const seen = await look(context, step, probed, { judgement, view: LOST, signal });
  return seen ? judgement : null;
}

/** A read for an expectation; its intent and result are on record like any other. */
export async function callProbe(
  context: RunContext,
  step: string,
  tool: ToolDefinition,
  args: JsonObject,
  signal: AbortSignal,
): Promise<Requested & { readonly event: string }> {
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
    key: "",
    content: "",
    grant: null,
    paths: [],
  };
  const call = (await services.ledger.append([draft("tool.intended", intent)]))[0]!.id;
  const { result, recorded } = await request(context, tool, args, call, signal);
  const tainted = !tool.trusted || recorded.hosts.length > 0 || result.tainted === true;
  const made = { ...about, ...recorded, call, tainted, then: "close" as const };
  const finished = draft("tool.finished", made, call);
  return { result, recorded, event: (await services.ledger.append([finished]))[0]!.id };
}
