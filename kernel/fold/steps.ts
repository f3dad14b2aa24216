import { templateOf } from "../plan.ts";
import { AT_START, OPEN_STEP } from "./run-state.ts";
import type { Ask, PlanState, RunState, StepState } from "./run-state.ts";

export const MAX_REASONS = 10;

export function withStep(state: RunState, id: string, change: Partial<StepState>): RunState {
  const step = state.plan?.steps[id];
  if (!state.plan || !step) return state;
  const steps = { ...state.plan.steps, [id]: { ...step, ...change } };
  return { ...state, plan: { ...state.plan, steps } };
}

export function failure(
  fault: StepState["fault"],
  reason: string,
  result: string | null,
): Partial<StepState> {
  return { status: "failed", fault, reason, result, detail: null };
}

/** Open once more, under the effect id that its call has. */
export function again(state: RunState, id: string, tries: number): StepState {
  const { key, content, tries: before } = state.plan?.steps[id] ?? OPEN_STEP;
  return { ...OPEN_STEP, key, content, tries: before + tries };
}

/** A person goes on from here: nothing is over, each effect that comes is a new one, and what was approved is asked about anew. */
export function reopened(state: RunState): RunState {
  const { plan } = state;
  const isAsking = (id: string, { step }: Ask) =>
    step === null || plan?.steps[step]?.detail?.["ask"] === id;
  const asks = Object.fromEntries(
    Object.entries(state.asks).filter(([id, ask]) =>
      ask.answer === null ? isAsking(id, ask) : ask.kind !== "approval",
    ),
  );
  const next = { ...state, outcome: null, stop: null, progress: AT_START, asks };
  if (!plan) return next;
  const steps = Object.entries(plan.steps).map(([id, step]) => {
    return [id, step.status === "open" ? OPEN_STEP : step];
  });
  return { ...next, plan: { ...plan, steps: Object.fromEntries(steps) } };
}

/** The steps of a plan that was edited: those that are kept as they are, fan-outs with their elements. */
export function keptSteps(
  steps: PlanState["steps"],
  definition: PlanState["definition"],
  keeps: readonly string[],
): PlanState["steps"] {
  const isKept = ([id]: [string, StepState]) => keeps.includes(templateOf(id).template);
  const open = definition.steps.map(({ id }) => [id, OPEN_STEP] as const);
  return Object.fromEntries([...open, ...Object.entries(steps).filter(isKept)]);
}

export function settled(state: RunState, content: string): RunState {
  if (!Object.hasOwn(state.unsettled, content)) return state;
  const { [content]: _, ...unsettled } = state.unsettled;
  return { ...state, unsettled };
}

/** An effect that has happened: done, or still to be judged. */
export function answered(state: RunState, id: string, change: Partial<StepState>): RunState {
  const step = state.plan?.steps[id];
  if (!step) return state;
  const status = step.expects > 0 ? ("answered" as const) : ("done" as const);
  const next = withStep(settled(state, step.content), id, { ...change, status, detail: null });
  const isNews = step.effect !== "read";
  return status === "done" || isNews ? moved(next, isNews) : next;
}

const MAX_CALLS = 200;

/** How many plans have made each call, with the plan that is over. */
export function callsWith({ plan, progress }: RunState): RunState["progress"]["calls"] {
  const calls: Record<string, number> = { ...progress.calls };
  const made = new Set(Object.values(plan?.steps ?? {}).map(({ content }) => content));
  for (const content of made) if (content) calls[content] = (calls[content] ?? 0) + 1;
  const all = Object.entries(calls);
  return all.length <= MAX_CALLS ? calls : Object.fromEntries(all.slice(-MAX_CALLS));
}

/** Something has come of it; `isNews`: calls made before may now be answered otherwise. */
export function moved(state: RunState, isNews: boolean): RunState {
  return { ...state, progress: isNews ? AT_START : { ...state.progress, idle: 0, stuck: 0 } };
}

export function withGoal(state: RunState, goal: PlanState["goal"]): RunState {
  return state.plan ? { ...state, plan: { ...state.plan, goal } } : state;
}

/** Takes the elements of a fan-out out of the state and adds them to its counts. */
export function closeWindow(plan: PlanState, id: string, template: StepState) {
  let { tainted } = template;
  if (!template.fan) return { steps: { ...plan.steps }, fan: null, tainted };
  const entries = Object.entries(plan.steps);
  const isElement = (key: string) => key.startsWith(`${id}.`);
  // Left out, not deleted: an object that was deleted from is slow to copy ever after.
  const steps = Object.fromEntries(entries.filter(([key]) => !isElement(key)));
  let { done, failed, unproved, checks, reasons } = template.fan;
  for (const [key, step] of entries.filter(([one]) => isElement(one))) {
    checks += step.checks;
    tainted ||= step.tainted;
    if (step.status === "done") {
      done += 1;
      unproved += step.checks === 0 ? 1 : 0;
      continue;
    }
    failed += 1;
    if (reasons.length < MAX_REASONS) reasons = [...reasons, `${key}: ${step.reason}`];
  }
  return { steps, fan: { ...template.fan, done, failed, unproved, checks, reasons }, tainted };
}
