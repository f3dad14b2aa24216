import type { JsonObject, JsonValue } from "../json.ts";
import type { PinnedTool, Plan } from "../plan.ts";
import type { Payload } from "../vocabulary.ts";

/** What a run is thinking at one event: the branch fold. Plain JSON, at most 200 KB however long the run. */
export interface RunState {
  readonly run: string;
  readonly root: string;
  readonly parent: Payload<"run.started">["parent"];
  readonly dir: string;
  readonly driver: Payload<"run.started">["driver"] | null;
  readonly access: "read" | "write";
  readonly owner: Payload<"run.claimed"> | null;
  readonly goal: Payload<"goal.set"> | null;
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
  readonly stop: string | null;
  readonly outcome: Payload<"run.finished">["outcome"] | "erased" | null;
  /** Slices of plugins, by their prefix. */
  readonly extensions: Readonly<Record<string, JsonValue>>;
  /** Number of the last event folded. */
  readonly bseq: number;
  readonly startedAt: number;
  readonly updatedAt: number;
}

export interface PlanState {
  /** Id of the event that accepted it. */
  readonly event: string;
  readonly ground: Payload<"plan.accepted">["ground"];
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

export type StepStatus = "open" | "running" | "answered" | "done" | "failed";

export interface StepState {
  readonly status: StepStatus;
  /** Event that began it (`tool.intended` or `step.started`) and the one that holds its result. */
  readonly begun: string | null;
  readonly result: string | null;
  /** Expectations that its intent carries, and how many of its checks held. */
  readonly expects: number;
  readonly checks: number;
  /** Why it failed: the call, what was expected of it, or the budget. */
  readonly fault: "none" | "error" | "budget" | "expectation";
  readonly reason: string;
  readonly detail: JsonObject | null;
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

export interface Fact {
  readonly value: JsonValue;
  readonly source: string;
  readonly trust: "person" | "tool";
}

export interface Ask {
  readonly kind: Payload<"ask.opened">["kind"];
  readonly to: string;
  readonly question: string;
  readonly schema: JsonValue;
  readonly step: string | null;
  readonly detail: JsonObject;
  readonly expires: string | null;
  readonly answer: { readonly value: JsonValue; readonly by: string; readonly via: string } | null;
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
  fan: null,
};

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
    plan: null,
    closed: { plans: 0, digest: "", checks: 0, unproved: [], at: 0 },
    facts: {},
    asks: {},
    stop: null,
    outcome: null,
    extensions: {},
    bseq: 0,
    startedAt: 0,
    updatedAt: 0,
  };
}
