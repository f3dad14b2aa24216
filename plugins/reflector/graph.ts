import type { PlanState } from "../../kernel/fold/run-state.ts";
import type { JsonValue } from "../../kernel/json.ts";
import type { Plan, Step } from "../../kernel/plan.ts";
import { type Reference, referencesIn, referencesInText } from "./reference.ts";
import { isRead } from "./when.ts";

export function referencesOf(step: Step): Reference[] {
  return referencesIn([step.do, step.expect] as unknown as JsonValue);
}

/** Everything in a plan that refers to a step: other steps, the goal's expectations, the answer. */
export function referencesTo(plan: Plan, id: string): Reference[] {
  const ends = [plan.expect as unknown as JsonValue, plan.cite?.of ?? null];
  const texts = [plan.answer ?? "", plan.proof ?? ""];
  const all = [
    ...plan.steps.filter((step) => step.id !== id).flatMap(referencesOf),
    ...referencesIn(ends),
    ...texts.flatMap(referencesInText),
  ];
  return all.filter(({ name }) => name === id);
}

/** The steps whose answers a step draws on, directly or through others, nearest first. */
export function drawnOn({ steps }: Plan, id: string): string[] {
  const found: string[] = [];
  const queue = [id];
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const step = steps.find((one) => one.id === next);
    for (const { name } of step ? referencesOf(step) : [])
      if (name !== id && !found.includes(name) && steps.some((one) => one.id === name)) {
        found.push(name);
        queue.push(name);
      }
  }
  return found;
}

/** The steps that come after one, directly or through others, and the step itself. */
export function fromOn({ steps }: Plan, id: string): ReadonlySet<string> {
  const found = new Set([id]);
  for (let before = 0; before < found.size;) {
    before = found.size;
    for (const step of steps) if (step.after.some((one) => found.has(one))) found.add(step.id);
  }
  return found;
}

/** Steps that may change something, and those whose answers they draw on: nothing that a tool said steers them anew. */
export function guardedSteps(plan: PlanState): ReadonlySet<string> {
  const changing = plan.definition.steps.map(({ id }) => id).filter((id) => !isRead(plan, id));
  return new Set(changing.flatMap((id) => [id, ...drawnOn(plan.definition, id)]));
}
