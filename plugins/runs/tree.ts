import { text } from "../../kernel/event.ts";
import type { Ask, StepState } from "../../kernel/fold/run-state.ts";
import type { KernelParts } from "../../kernel/host.ts";

/** A question that nobody has answered, and the run that asks it. */
export interface OpenAsk extends Ask {
  readonly run: string;
  readonly ask: string;
}

/** Unfinished runs that the steps of a run have begun, theirs among them. */
export function unfinishedBelow(kernel: KernelParts, run: string): string[] {
  return childrenOf(kernel, run).flatMap((child) => [child, ...unfinishedBelow(kernel, child)]);
}

/** What a run and the runs it waits for ask: whoever answers need not know which of them it is. */
export function openAsks(kernel: KernelParts, run: string): OpenAsk[] {
  const { asks, outcome } = kernel.runs.state(run);
  if (outcome !== null) return [];
  const own = Object.entries(asks)
    .filter(([, one]) => one.answer === null)
    .map(([ask, one]) => ({ ...one, ask, run }));
  return [...own, ...childrenOf(kernel, run).flatMap((child) => openAsks(kernel, child))];
}

/** Does all that a run has begun wait for a person, a run that it began among it? */
export function waitsBelow(
  kernel: KernelParts,
  run: string,
  standingOf: (run: string) => string,
): boolean {
  const { plan, asks } = kernel.runs.state(run);
  const steps = Object.values(plan?.steps ?? {}).filter((step) => step.fan === null);
  // A run that was denied ends, whoever waits below it.
  if (steps.some(({ fault }) => fault === "denied")) return false;
  const busy = steps.filter(({ status }) => status === "running" || status === "answered");
  const waits = ({ detail }: StepState) =>
    detail?.["run"] === undefined
      ? asks[text(detail?.["ask"])]?.answer === null
      : standingOf(text(detail["run"])) === "waiting";
  return busy.some(({ detail }) => detail?.["run"] !== undefined) && busy.every(waits);
}

/** A child's id is on record before the child itself. */
function childrenOf({ runs, ledger }: KernelParts, run: string): string[] {
  return Object.values(runs.state(run).plan?.steps ?? {})
    .filter((step) => step.status === "running")
    .flatMap(({ detail }) => detail?.["run"] ?? [])
    .map(String)
    .filter((child) => ledger.branch(child) !== null && runs.state(child).outcome === null);
}
