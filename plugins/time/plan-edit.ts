import type { PlanState } from "../../kernel/fold/run-state.ts";
import { canonicalize, type JsonObject, type JsonValue } from "../../kernel/json.ts";
import type { Plan } from "../../kernel/plan.ts";
import type { Payload } from "../../kernel/vocabulary.ts";
import type { CheckedPlan } from "../contracts/plans.ts";

/** An edited plan: a step keeps what it has come to if neither it nor anything before it has changed. */
export function editedPlan(
  before: PlanState,
  { plan, tools }: CheckedPlan,
): NonNullable<Payload<"run.forked">["plan"]> {
  const known = new Map(before.definition.steps.map((step) => [step.id, bytes(step)]));
  const kept = new Set<string>();
  // Steps stand after those they need.
  for (const step of plan.steps)
    if (known.get(step.id) === bytes(step) && step.after.every((id) => kept.has(id)))
      kept.add(step.id);
  const keeps = [...kept].filter((id) => before.steps[id]?.status !== "open");
  return { plan: plan as unknown as JsonObject, tools: { ...tools } as never, keeps };
}

function bytes(step: Plan["steps"][number]): string {
  return canonicalize(step as unknown as JsonValue);
}
