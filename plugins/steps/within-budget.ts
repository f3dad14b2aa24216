import { leftFor } from "../../kernel/reflex/budget.ts";
import type { RunContext } from "../../kernel/run/context.ts";

/** Waits no longer than the run has time: then the step has failed by the budget, whatever it waited for. */
export async function withinBudget(
  { services, draft, state, account }: RunContext,
  step: string,
  signal: AbortSignal,
  wait: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const { clock, ledger } = services;
  const { seconds } = leftFor(account(), state().run, [], clock.now());
  if (seconds === null) return wait(signal);
  const over = new AbortController();
  const forget = clock.after(Math.max(0, seconds.amount * 1000), () => over.abort());
  try {
    await wait(AbortSignal.any([signal, over.signal]));
  } finally {
    forget();
  }
  const detail = state().plan?.steps[step]?.detail;
  if (!over.signal.aborted || signal.aborted || !detail) return;
  const reason = `the budget of ${seconds.of} seconds is used up`;
  const ended = draft("step.finished", { step, fault: "budget", reason, value: null });
  const call = detail["call"];
  if (typeof call !== "string") return void (await ledger.append([ended]));
  const unknown = { step, purpose: "step" as const, call, then: "fail" as const };
  const words = `${reason}; the task itself may go on`;
  await ledger.append([draft("tool.unknown", { ...unknown, reason: words }, call), ended]);
}
