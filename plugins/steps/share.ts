import type { Budget } from "../../kernel/fold/account.ts";
import { leftFor } from "../../kernel/reflex/budget.ts";
import type { RunContext } from "../../kernel/run/context.ts";

const NAMES = ["steps", "seconds", "modelCalls", "tokens", "usd"] as const;
const WHOLE = new Set<string>(["steps", "modelCalls", "tokens"]);

/**
 * The budget of a child run: what its step gives it, never more than is left, and without a word an equal part of what is
 * left for all the runs that the plan may still begin. Time is for all at once.
 */
export function shareFor(
  { account, state, services }: RunContext,
  given: Partial<Budget> = {},
): Budget {
  const { run, plan } = state();
  const left = leftFor(account(), run, [...services.inFlight], services.clock.now());
  const waiting = Object.entries(plan?.steps ?? {}).filter(([id, { status, fan }]) => {
    const template = plan?.definition.steps.find((step) => step.id === id.split(".")[0]);
    const isRun = template !== undefined && "run" in template.do && fan === null;
    return isRun && (status === "open" || status === "running");
  });
  const parts = Math.max(1, waiting.length);
  const shares = NAMES.map((name) => {
    const rest = left[name]?.amount ?? null;
    const wanted = given[name] ?? null;
    if (rest === null || wanted !== null)
      return [name, rest === null ? wanted : Math.min(rest, wanted!)];
    const part = name === "seconds" ? rest : rest / parts;
    return [name, WHOLE.has(name) ? Math.floor(part) : part];
  });
  return Object.fromEntries(shares) as Budget;
}
