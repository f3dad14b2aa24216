import type { RunState } from "../../kernel/fold/run-state.ts";
import type { JsonObject } from "../../kernel/json.ts";
import type { Step } from "../../kernel/plan.ts";
import { parseReference, type Reference, referencesIn } from "./reference.ts";

/** Arguments of a call, as the plan has them, with a part from an untrusted answer or from the run's input. */
export function taintedArguments(args: JsonObject, step: Step, state: RunState): string[] {
  return Object.entries(args)
    .filter(([, value]) => referencesIn(value).some((one) => isTainted(one, step, state)))
    .map(([name]) => name);
}

function isTainted({ name, path }: Reference, step: Step, state: RunState): boolean {
  if (name === "goal") return path[0] === "input";
  if (name !== "item") return state.plan?.steps[name]?.tainted === true;
  const listed = parseReference(step.each ?? "");
  return listed !== null && isTainted(listed, step, state);
}
