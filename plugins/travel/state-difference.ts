import type { PlanState, RunState } from "../../kernel/fold/run-state.ts";
import { isObject, type JsonObject, type JsonValue } from "../../kernel/json.ts";
import { type Difference, differences, type Leniency } from "./compare.ts";
import { isEventId } from "./renaming.ts";

/** What two plans do not have in common. */
export interface PlanDifference {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly changed: readonly {
    readonly step: string;
    readonly differences: readonly Difference[];
  }[];
}

/** Places and times in the history, and the plan, which is compared by its steps. */
const NOT_STATE = new Set([
  "run",
  "root",
  "owner",
  "plan",
  "bseq",
  "startedAt",
  "updatedAt",
  "closed.at",
  "closed.digest",
  "extensions.workspace",
  "progress.calls",
]);
/** Ids of events and calls, the hash of a call; where a window of a fan-out began. */
const NOT_STEP = new Set([
  "begun",
  "content",
  "result",
  "key",
  "fan.from",
  "detail.at",
  "detail.call",
]);

const RUN_OR_ASK = /(?:^|\.)(?:run|ask)$/;

/** Two states by path. Ids are made anew in each run, so one stands for any other. */
export function stateDifferences(a: RunState, b: RunState): Difference[] {
  const isIgnored = (path: string) => NOT_STATE.has(path);
  return [...differences(comparable(a), comparable(b), lenient(isIgnored))];
}

/** Asks are known by random names: their order stands for them. */
function comparable({ asks, ...state }: RunState): JsonObject {
  return { ...state, asks: Object.values(asks) } as unknown as JsonObject;
}

export function planDifference(a: PlanState | null, b: PlanState | null): PlanDifference {
  const [before, after] = [stepsOf(a), stepsOf(b)];
  const both = [...before.keys()].filter((step) => after.has(step));
  return {
    added: [...after.keys()].filter((step) => !before.has(step)),
    removed: [...before.keys()].filter((step) => !after.has(step)),
    changed: both.flatMap((step) => {
      const isIgnored = (path: string) => NOT_STEP.has(path);
      const found = [...differences(before.get(step), after.get(step), lenient(isIgnored))];
      return found.length === 0 ? [] : [{ step, differences: found }];
    }),
  };
}

/** A step as it is meant and as it stands. */
function stepsOf(plan: PlanState | null): Map<string, JsonValue> {
  const steps = plan?.definition.steps ?? [];
  return new Map(
    steps.map((step) => {
      const stands = plan?.steps[step.id];
      return [step.id, { ...step, ...(isObject(stands) ? stands : {}) } as unknown as JsonValue];
    }),
  );
}

function lenient(isIgnored: Leniency["isIgnored"]): Leniency {
  return {
    isIgnored,
    same: (a, b, path) => a === b || (isEventId(a) && isEventId(b)) || RUN_OR_ASK.test(path),
  };
}
