import { usage } from "../../kernel/error.ts";
import { isKeptName } from "./kept.ts";
import { referencesIn } from "./reference.ts";
import { didYouMean } from "../../kernel/suggest.ts";
import type { JsonValue } from "../../kernel/json.ts";
import type { Plan, Step } from "../../kernel/plan.ts";

/** Names that a reference may use besides step ids. */
const GIVEN = new Set(["item", "goal"]);

/** The plan with every step's references among its `after`. Throws `usage` for an unknown name or a cycle. */
export function orderPlan(plan: Plan): Plan {
  const ids = new Set<string>();
  for (const step of plan.steps) {
    if (GIVEN.has(step.id))
      throw usage(`plan: step id "${step.id}" is reserved`, "give the step another id");
    if (ids.has(step.id))
      throw usage(`plan: two steps are called "${step.id}"`, "give each step its own id");
    ids.add(step.id);
  }
  const steps = plan.steps.map((step) => withDependencies(step, ids));
  refuseCycle(steps);
  return { ...plan, steps };
}

function withDependencies(step: Step, ids: ReadonlySet<string>): Step {
  const after = new Set<string>();
  for (const name of step.after) {
    requireStep(name, ids, `step "${step.id}": after`);
    after.add(name);
  }
  for (const reference of referencesIn(referringParts(step))) {
    if (reference.name === "goal" || isKeptName(reference.name)) continue;
    if (reference.name === "item") {
      if (step.each !== undefined) continue;
      throw usage(`plan: step "${step.id}" uses $item but has no "each"`, 'add each: "$step.list"');
    }
    requireStep(reference.name, ids, `step "${step.id}": $${reference.name}`);
    after.add(reference.name);
  }
  return { ...step, after: [...after] };
}

export function requireStep(name: string, ids: ReadonlySet<string>, where: string): void {
  if (ids.has(name)) return;
  throw usage(
    `plan: ${where}: there is no step "${name}"${didYouMean(name, ids)}`,
    `name one of ${[...ids].join(", ")}; a text that starts with $ is written $$`,
  );
}

function refuseCycle(steps: readonly Step[]): void {
  const left = new Map(steps.map((step) => [step.id, new Set(step.after)]));
  for (;;) {
    const free = [...left].filter(([, after]) => after.size === 0).map(([id]) => id);
    if (free.length === 0) break;
    for (const id of free) left.delete(id);
    for (const after of left.values()) for (const id of free) after.delete(id);
  }
  if (left.size === 0) return;
  throw usage(
    `plan: the steps ${[...left.keys()].join(", ")} wait for each other`,
    "remove one of the references or after entries that close the circle",
  );
}

/** The values of a step that may hold references. */
function referringParts(step: Step): JsonValue {
  return [step.do as unknown as JsonValue, step.expect as unknown as JsonValue, step.each ?? null];
}
