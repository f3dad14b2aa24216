import type { FoldEvent } from "../event.ts";
import { canonicalize, type JsonValue, sha256, textIn } from "../json.ts";
import { type PinnedTool, type Plan, templateOf } from "../plan.ts";
import type { KernelEventType, Payload } from "../vocabulary.ts";
import { NOTHING_CLOSED, OPEN_STEP, UNJUDGED } from "./run-state.ts";
import type { PlanState, RunState } from "./run-state.ts";
import {
  again,
  answered,
  callsWith,
  closeWindow,
  failure,
  keptSteps,
  MAX_REASONS,
  moved,
  reopened,
  settled,
  withGoal,
  withStep,
} from "./steps.ts";

/** Bump when a reducer changes what it makes of the same events: snapshots of older ones are then ignored. */
export const RUN_REDUCER = "run/3";

const MAX_FACTS = 100;

/** A plugin's share of the fold. Pure, like the rest. */
export type ExtensionReducer = (slice: JsonValue | undefined, event: FoldEvent) => JsonValue;
export type ExtensionReducers = ReadonlyMap<
  string,
  { readonly prefix: string; readonly reduce: ExtensionReducer }
>;

type Reducer<T extends KernelEventType> = (
  state: RunState,
  data: Payload<T>,
  event: FoldEvent,
) => RunState;
type Reducers = { readonly [T in KernelEventType]?: Reducer<T> };

const reducers: Reducers = {
  "run.started": (state, { run, root, parent, dir, driver, access }, { hlc }) => {
    const tainted = driver.options["tainted"] === true;
    return { ...state, run, root, parent, dir, driver, access, tainted, startedAt: hlc };
  },
  // Who claims a run again has no answers of the kernel before: each call of its steps is in doubt.
  "run.claimed": (state, owner) => {
    const next = { ...state, owner };
    if (!state.owner || !state.plan) return next;
    const steps = Object.entries(state.plan.steps).map(([id, step]) => {
      const isCall = step.status === "running" && step.detail === null && step.fan === null;
      return [id, isCall ? { ...step, status: "doubt" as const } : step];
    });
    return { ...next, plan: { ...state.plan, steps: Object.fromEntries(steps) } };
  },
  "run.diverged": (state, { tools }) => {
    if (!state.plan) return state;
    return { ...state, plan: { ...state.plan, tools: { ...state.plan.tools, ...tools } } };
  },
  // A rewind that is taken back leaves everything as it was before it.
  "run.rewound": (state, { undo }) => (undo ? state : reopened(state)),
  "run.forked": (before, { run, driver, plan, fresh }) => {
    const state = { ...reopened(before), run, driver: driver ?? before.driver };
    if (fresh) return { ...state, plan: null, asks: {}, closed: NOTHING_CLOSED };
    if (!state.plan || !plan) return state;
    const definition = plan.plan as unknown as Plan;
    const tools = plan.tools as unknown as Record<string, PinnedTool>;
    const steps = keptSteps(state.plan.steps, definition, plan.keeps);
    return { ...state, plan: { ...state.plan, definition, tools, steps, goal: UNJUDGED } };
  },
  "goal.set": (state, data) => ({ ...state, goal: data }),
  "plan.accepted": (state, data, event) => {
    const definition = data.plan as unknown as Plan;
    const plan: PlanState = {
      event: event.id,
      ground: data.ground,
      tainted: state.tainted,
      definition,
      tools: data.tools as unknown as Record<string, PinnedTool>,
      steps: Object.fromEntries(definition.steps.map((step) => [step.id, OPEN_STEP])),
      goal: UNJUDGED,
    };
    const facts = { ...state.facts };
    for (const [name, value] of Object.entries(data.ground.slots)) {
      facts[name] = { value, source: event.id, trust: "person" };
    }
    const progress = { ...state.progress, idle: state.progress.idle + 1 };
    return { ...state, plan, facts, progress };
  },
  "plan.patched": (state, data, event) => {
    const before = state.plan?.steps[data.step];
    if (!state.plan || !before) return state;
    const { steps, fan, tainted } = closeWindow(state.plan, data.step, before);
    for (let i = 0; i < data.count; i++) steps[`${data.step}.${data.from + i}`] = OPEN_STEP;
    const began = { done: 0, failed: 0, unproved: 0, checks: 0, from: event.bseq, reasons: [] };
    const opened = { ...(fan ?? began), total: data.total, next: data.from + data.count };
    const begun = before.begun ?? event.id;
    steps[data.step] = { ...before, status: "running", begun, fan: opened, tainted };
    return { ...state, plan: { ...state.plan, steps } };
  },
  "plan.closed": (state, data, event) => {
    const { closed } = state;
    const next = {
      plans: closed.plans + 1,
      digest: sha256(closed.digest + data.digest),
      checks: closed.checks + data.checks,
      unproved: [...closed.unproved, ...data.unproved].slice(0, MAX_REASONS),
      at: event.bseq,
    };
    const open = Object.entries(state.asks).filter(([, ask]) => ask.answer === null);
    const progress = { ...state.progress, calls: callsWith(state) };
    return { ...state, plan: null, asks: Object.fromEntries(open), closed: next, progress };
  },
  "step.started": (state, { step, detail, kind }, { id }) => {
    const owner = state.plan?.definition.steps.find((one) => one.id === templateOf(step).template);
    const expects = owner?.expect.length ?? 0;
    // What another run answers may come from anywhere.
    const tainted = kind === "run";
    const next = { ...state, tainted: state.tainted || tainted };
    return withStep(next, step, { status: "running", begun: id, detail, expects, tainted });
  },
  "step.finished": (state, { step: id, fault, reason }, event) => {
    const before = state.plan?.steps[id];
    if (!state.plan || !before) return state;
    const { steps, fan, tainted } = closeWindow(state.plan, id, before);
    const judged = before.fan === null && before.expects > 0;
    const status = fault !== "none" ? "failed" : judged ? "answered" : "done";
    const checks = fan?.checks ?? before.checks;
    steps[id] = {
      ...before,
      status,
      result: event.id,
      fault,
      reason,
      detail: null,
      checks,
      fan,
      tainted,
    };
    const next = { ...state, plan: { ...state.plan, steps } };
    // What was waited for has come: the same call may be answered otherwise.
    return status === "done" ? moved(next, fan === null) : next;
  },
  "tool.intended": (state, { purpose, step, expect, key, content, effect }, { id }) => {
    if (purpose !== "step") return state;
    // A call that goes out again is not another one.
    const idle = state.progress.idle + (key === "" ? 1 : 0);
    const progress = { ...state.progress, idle };
    const call = { begun: id, expects: expect.length, key: key || id, content, effect };
    // From now on the step has the effect id, and no other one.
    const next = { ...(key === "" ? state : settled(state, content)), progress };
    return withStep(next, step, { status: "running", detail: null, ...call });
  },
  "tool.finished": (state, { purpose, step, ok, view, then, tainted }, { id }) => {
    const read = tainted && !state.tainted ? { ...state, tainted } : state;
    if (purpose !== "step") return read;
    if (!ok && then === "repeat") return withStep(read, step, again(state, step, 1));
    if (!ok) return withStep(read, step, failure("error", textIn(view), id));
    return answered(read, step, { result: id, tainted });
  },
  "tool.deferred": (state, { step, call, handle }) =>
    withStep(state, step, { detail: { ...handle, call } }),
  "tool.unknown": (before, { purpose, step, then, reason }, { id }) => {
    // A probe in doubt changes nothing: its step is judged again.
    if (purpose === "probe") return before;
    // The words may be the server's.
    const state = { ...before, tainted: true };
    if (then === "repeat") return withStep(state, step, again(state, step, 0));
    if (then === "fail") return withStep(state, step, failure("error", reason, id));
    const tries = (state.plan?.steps[step]?.tries ?? 0) + 1;
    return withStep(state, step, { status: "doubt", reason, tries, detail: null });
  },
  "tool.settled": (state, { step, verdict, ground }, { id }) => {
    if (verdict === "repeat") return withStep(state, step, again(state, step, 0));
    if (verdict === "happened") return answered(state, step, { result: id, detail: null });
    const { key, content } = state.plan?.steps[step] ?? OPEN_STEP;
    const failed = withStep(state, step, failure("error", ground, id));
    return { ...failed, unsettled: { ...state.unsettled, [content]: key } };
  },
  "expect.met": (state, { step, checks }) => {
    if (step !== null) return moved(withStep(state, step, { status: "done", checks }), false);
    return moved(withGoal(state, { judged: true, checks, failures: [] }), false);
  },
  "expect.violated": (state, { step, checks, failures }) => {
    if (step === null) return withGoal(state, { judged: true, checks, failures });
    return withStep(state, step, {
      status: "failed",
      checks,
      fault: "expectation",
      reason: failures[0]!,
    });
  },
  "fact.learned": (state, data) => {
    const { [data.name]: known, ...others } = state.facts;
    const kept = Object.entries(others).slice(-(MAX_FACTS - 1));
    const fact = { value: data.value, source: data.source, trust: data.trust };
    const next = { ...state, facts: Object.fromEntries([...kept, [data.name, fact]]) };
    return canonicalize(known?.value ?? null) === canonicalize(data.value)
      ? next
      : moved(next, true);
  },
  "ask.opened": (state, { ask, ...data }) => {
    const next = { ...state, asks: { ...state.asks, [ask]: { ...data, answer: null } } };
    const { kind, step } = data;
    if (step === null || kind === "question") return next;
    const status = kind === "doubt" ? ("doubt" as const) : ("running" as const);
    return withStep(next, step, { status, detail: { ask } });
  },
  "ask.answered": (state, data) => {
    const ask = state.asks[data.ask];
    if (!ask || ask.answer) return state;
    const answer = { value: data.value, by: data.by, via: data.via };
    const asks = { ...state.asks, [data.ask]: { ...ask, answer } };
    const next = moved({ ...state, asks }, true);
    if (ask.kind !== "approval" || ask.step === null) return next;
    if (data.value === true) return withStep(next, ask.step, again(next, ask.step, 0));
    return withStep(next, ask.step, failure("denied", `denied by ${data.by}`, null));
  },
  "reflex.fired": (state, { rule }) => {
    if (rule !== "progress") return state;
    return { ...state, progress: { ...state.progress, idle: 0, stuck: state.progress.stuck + 1 } };
  },
  "stop.requested": (state, { by, now }) => ({
    ...state,
    stop: { by: state.stop?.by ?? by, now: now || state.stop?.now === true },
  }),
  "run.finished": (state, data) => ({ ...state, outcome: data.outcome }),
};

/** One event later. Pure: what it knows comes from the state and the event. */
export function foldRun(
  state: RunState,
  event: FoldEvent,
  extensions?: ExtensionReducers,
): RunState {
  const reduced = reduce(state, event, extensions);
  // A reducer that changed something made a new object, which nobody else holds yet.
  const next: Mutable<RunState> = reduced === state ? { ...state } : reduced;
  next.bseq = event.bseq;
  next.updatedAt = event.hlc;
  return next;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

function reduce(state: RunState, event: FoldEvent, extensions?: ExtensionReducers): RunState {
  if (event.data === null)
    return event.type === "run.finished" ? { ...state, outcome: "erased" } : state;
  const reducer = reducers[event.type as KernelEventType] as Reducer<KernelEventType> | undefined;
  if (reducer) return reducer(state, event.data as never, event);
  const extension = extensions?.get(event.type);
  if (!extension) return state;
  const slice = extension.reduce(state.extensions[extension.prefix], event);
  return { ...state, extensions: { ...state.extensions, [extension.prefix]: slice } };
}

/** Checks that held so far, in all plans. */
export function checksOf(plan: PlanState | null): number {
  if (!plan) return 0;
  return Object.values(plan.steps).reduce((sum, step) => sum + step.checks, plan.goal.checks);
}
