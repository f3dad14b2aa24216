import type { JsonObject, JsonValue } from "../json.ts";
import type { PinnedTool, Plan } from "../plan.ts";
import type { EffectClass } from "../ports/tools.ts";
import type { Payload } from "../vocabulary.ts";

/** What a run is thinking at one event: the branch fold. Plain JSON, at most 200 KB however long the run. */
export interface RunState extends Readonly<
  Pick<Payload<"run.started">, "run" | "root" | "parent" | "dir" | "access">
> {
  readonly driver: Payload<"run.started">["driver"] | null;
  readonly owner: Payload<"run.claimed"> | null;
  readonly goal: Payload<"goal.set"> | null;
  /** Something that is not to be trusted was read: whoever plans after that may have it from there. */
  readonly tainted: boolean;
  readonly plan: PlanState | null;
  /** Plans that are over: only their number and a digest stay. */
  readonly closed: {
    readonly plans: number;
    readonly digest: string;
    readonly checks: number;
    readonly unproved: readonly string[];
    /** Number of the event that closed the last one. */
    readonly at: number;
  };
  readonly facts: Readonly<Record<string, Fact>>;
  readonly asks: Readonly<Record<string, Ask>>;
  readonly stop: Payload<"stop.requested"> | null;
  readonly progress: Progress;
  /** Effects whose outcome nobody could tell when their step ended, by the content of the call: their effect ids. */
  readonly unsettled: Readonly<Record<string, string>>;
  readonly outcome: Payload<"run.finished">["outcome"] | "erased" | null;
  /** Slices of plugins, by their prefix. */
  readonly extensions: Readonly<Record<string, JsonValue>>;
  /** Number of the last event folded. */
  readonly bseq: number;
  readonly startedAt: number;
  readonly updatedAt: number;
}

/** What tells work from going round in circles. */
export interface Progress {
  /** Calls and plans since a fact was new, an expectation met, or a step done. */
  readonly idle: number;
  /** How often that was too many, without any progress since. */
  readonly stuck: number;
  /** Plans that are over and made a call, by its content, since something else changed the state of things. */
  readonly calls: Readonly<Record<string, number>>;
}

export interface PlanState {
  /** Id of the event that accepted it. */
  readonly event: string;
  readonly ground: Payload<"plan.accepted">["ground"];
  /** The run was tainted when it was accepted. */
  readonly tainted: boolean;
  readonly definition: Plan;
  readonly tools: Readonly<Record<string, PinnedTool>>;
  /** By step id; elements of a fan-out (`step.index`) only while their window is open. */
  readonly steps: Readonly<Record<string, StepState>>;
  /** The goal's own expectations: not judged yet, met (how many), or violated. */
  readonly goal: {
    readonly judged: boolean;
    readonly checks: number;
    readonly failures: readonly string[];
  };
}

/** `doubt`: an effect that may have happened; it is never made again before that is settled. */
export type StepStatus = "open" | "running" | "doubt" | "answered" | "done" | "failed";

export interface StepState {
  readonly status: StepStatus;
  /** Event that began it (`tool.intended` or `step.started`) and the one that holds its result. */
  readonly begun: string | null;
  readonly result: string | null;
  /** Expectations that its intent carries, and how many of its checks held. */
  readonly expects: number;
  readonly checks: number;
  /** Why it failed: the call, what was expected of it, or the budget. */
  readonly fault: Payload<"step.finished">["fault"] | "expectation";
  readonly reason: string;
  readonly detail: JsonObject | null;
  /** Effect id and content of its call: a call that is repeated goes out under the same id. */
  readonly key: string;
  readonly content: string;
  readonly effect: EffectClass;
  /** Calls that came to nothing while their kernel was alive. */
  readonly tries: number;
  /** Its result is not to be trusted with an effect. */
  readonly tainted: boolean;
  readonly fan: FanState | null;
}

/** A fan-out: elements are opened in windows and leave the state when their window is done. */
export interface FanState {
  readonly total: number;
  /** First element that no window has opened yet. */
  readonly next: number;
  readonly done: number;
  readonly failed: number;
  /** Elements whose effect nothing has checked. */
  readonly unproved: number;
  readonly checks: number;
  /** Where on the branch the elements' events begin. */
  readonly from: number;
  /** The first failures, for people. */
  readonly reasons: readonly string[];
}

export type Fact = Omit<Payload<"fact.learned">, "name">;

export interface Ask extends Omit<Payload<"ask.opened">, "ask"> {
  readonly answer: Omit<Payload<"ask.answered">, "ask"> | null;
}

export const OPEN_STEP: StepState = {
  status: "open",
  begun: null,
  result: null,
  expects: 0,
  checks: 0,
  fault: "none",
  reason: "",
  detail: null,
  key: "",
  content: "",
  effect: "once",
  tries: 0,
  tainted: false,
  fan: null,
};

export const UNJUDGED: PlanState["goal"] = { judged: false, checks: 0, failures: [] };
export const NOTHING_CLOSED = { plans: 0, digest: "", checks: 0, unproved: [], at: 0 };
export const AT_START: Progress = { idle: 0, stuck: 0, calls: {} };

export function initialRunState(run: string): RunState {
  return {
    run,
    root: run,
    parent: null,
    dir: "",
    driver: null,
    access: "read",
    owner: null,
    goal: null,
    tainted: false,
    plan: null,
    closed: NOTHING_CLOSED,
    facts: {},
    asks: {},
    stop: null,
    progress: AT_START,
    unsettled: {},
    outcome: null,
    extensions: {},
    bseq: 0,
    startedAt: 0,
    updatedAt: 0,
  };
}
