import { z } from "zod";

import { KernelError } from "../../kernel/error.ts";
import type { Step } from "../../kernel/plan.ts";
import type { Golden } from "./golden.ts";
import type { PlanningHouse } from "./house.ts";
import { type Call, callsOf, sameCalls } from "./same-calls.ts";

export interface Attempt {
  readonly goal: Golden;
  readonly solved: boolean;
  /** For people: what came instead. */
  readonly got: string;
  readonly calls: number;
  readonly tokens: number;
  readonly milliseconds: number;
}

export interface PlanOptions {
  /** `provider/name`. */
  readonly model: string;
  readonly examples: boolean;
}

const preview = z.object({
  plan: z.object({ steps: z.array(z.custom<Step>()) }),
  cost: z.object({ calls: z.number(), inputTokens: z.number(), outputTokens: z.number() }),
});

/** Has a goal planned and nothing done. It is solved by the right calls, made with a model call that is on record. */
export async function attempt(
  { house, dir, tools }: PlanningHouse,
  goal: Golden,
  { model, examples }: PlanOptions,
): Promise<Attempt> {
  const { ledger } = house.kernel;
  const afterRow = ledger.lastRow();
  const began = performance.now();
  const said = await house
    .call("run.preview", { goal: goal.goal, dir, model, examples })
    .then((answer) => preview.parse(answer))
    .catch(refusal);
  const milliseconds = performance.now() - began;
  const recorded = [...ledger.query({ afterRow, types: ["model.answered"] })];
  const tokens = recorded.reduce((sum, { data }) => sum + tokensOf(data), 0);
  const cost = { goal, calls: recorded.length, tokens, milliseconds };
  if (typeof said === "string") return { ...cost, solved: false, got: said };
  const calls = callsOf(said.plan.steps);
  const isCalled = recorded.length > 0 && said.cost.calls > 0;
  return {
    ...cost,
    solved: isCalled && calls !== null && sameCalls(goal.steps, calls, tools),
    got: `${shown(calls)}${isCalled ? "" : " (no model call is on record)"}`,
  };
}

function shown(calls: readonly Call[] | null): string {
  if (!calls) return "a plan that is more than calls";
  return calls.map(({ tool, args }) => `${tool} ${JSON.stringify(args)}`).join("; ");
}

const answered = z.object({ inputTokens: z.number(), outputTokens: z.number() });

function tokensOf(data: unknown): number {
  const { inputTokens, outputTokens } = answered.parse(data);
  return inputTokens + outputTokens;
}

/** A goal that is refused has no plan; what is no refusal is a fault of the bench or of the house. */
function refusal(error: unknown): string {
  const isRefusal = error instanceof KernelError && error.code !== "internal";
  if (isRefusal) return `no plan: ${error.message}`;
  throw error;
}
