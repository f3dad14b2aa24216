import { KernelError } from "../../../kernel/error.ts";
import type { AccountState } from "../../../kernel/fold/account.ts";
import { leftFor } from "../../../kernel/reflex/budget.ts";
import type { RunState } from "../../../kernel/fold/run-state.ts";
import { canonicalize, sha256 } from "../../../kernel/json.ts";
import type { Ledger } from "../../../kernel/ledger/port.ts";
import type { Model } from "../../contracts/models.ts";
import type { Reasons } from "../../contracts/decisions.ts";
import type { Afterwards } from "../goal-driver.ts";
import type { AskModel } from "../model/call.ts";
import type { ModelPlanning } from "../planning.ts";
import { type Held, held } from "./holds.ts";
import { passagesOf } from "./passage.ts";
import { answerPlan, stepsOf } from "./plan.ts";
import { askAgain, askFor, MOST_SENTENCES, type Prompted, SYSTEM } from "./prompt.ts";
import { statementsIn } from "./reply.ts";

interface AnswerParts {
  readonly models: Pick<ModelPlanning, "model" | "asking">;
  ledger(): Ledger;
}

interface Answer {
  readonly kept: readonly Held[];
  readonly dropped: number;
}

const HASH = sha256(canonicalize({ version: 1, system: SYSTEM }));

/**
 * Puts the passages that were found into sentences, each with the citations that carry it. Null when there is no model
 * or nothing that it says holds: the passages stay the answer.
 */
export function answerFrom({ models, ledger }: AnswerParts): Afterwards {
  return async (state, account, _tools, signal) => {
    if (state.plan?.ground.kind !== "passages") return null;
    const question = state.goal?.text ?? "";
    const passages = passagesOf(state, ledger(), question);
    if (passages.length === 0) return null;
    const model = await modelFor(models, state);
    const prompted = model && askFor(question, passages, model);
    if (!prompted) return null;
    const answer = await answered(prompted, question, models.asking(state, model), signal);
    if (!answer) return null;
    const plan = answerPlan(answer.kept, answer.dropped);
    if (!hasSteps(account, state.run, stepsOf(plan, answer.kept))) return null;
    const ground = { kind: "model", name: model.name, hash: HASH, slots: {} };
    return { kind: "plan", proposal: { plan, ground, reasons: reasonsFor(answer, model.name) } };
  };
}

function reasonsFor({ kept, dropped }: Answer, model: string): Reasons {
  const sentences = (count: number) => `${count} ${count === 1 ? "sentence" : "sentences"}`;
  const rest = { choice: sentences(dropped), reason: "no passage that they cite carries them" };
  return {
    kind: "answer",
    choice: `${sentences(kept.length)} of the model ${model}`,
    rationale: "the passages that they cite carry them",
    alternatives: dropped > 0 ? [{ ...rest, score: null }] : [],
    confidence: null,
    grounds: [],
  };
}

/** A model that the caller names has to exist; short of that, the passages are answer enough. */
async function modelFor({ model }: AnswerParts["models"], state: RunState): Promise<Model | null> {
  const options = state.driver?.options ?? {};
  try {
    return await model(options);
  } catch (error) {
    if (!(error instanceof KernelError)) throw error;
    if (error.code === "usage" && options["model"] !== undefined) throw error;
    return null;
  }
}

/** Asks, and once more when nothing of what came holds; null when nothing does, or the model cannot be asked. */
async function answered(
  { request, shown }: Prompted,
  question: string,
  ask: AskModel,
  signal: AbortSignal,
): Promise<Answer | null> {
  for (const one of [request, askAgain(request)]) {
    const reply = await ask(one, signal).catch((error: unknown) => failed(error, signal));
    if (reply === null) return null;
    const statements = statementsIn(reply.text);
    // It was asked, it understood, and it says that the passages do not answer.
    if (statements?.length === 0 && !reply.isCut) return null;
    const all = statements ?? [];
    const kept = distinct(all.flatMap((statement) => held(statement, shown, question) ?? []));
    if (kept.length > 0) return { kept, dropped: all.length - kept.length };
  }
  return null;
}

const FAILURES = new Set(["unavailable", "budget"]);

function failed(error: unknown, signal: AbortSignal): null {
  if (signal.aborted || !(error instanceof KernelError) || !FAILURES.has(error.code)) throw error;
  return null;
}

function distinct(sentences: readonly Held[]): Held[] {
  const byText = new Map(sentences.map((one) => [one.text.toLowerCase(), one]));
  return [...byText.values()].slice(0, MOST_SENTENCES);
}

function hasSteps(account: AccountState, run: string, needed: number): boolean {
  const { steps } = leftFor(account, run, [], account.last);
  return steps === null || steps.amount >= needed;
}
