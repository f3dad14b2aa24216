import type { RunState } from "../../kernel/fold/run-state.ts";
import type { JsonObject } from "../../kernel/json.ts";
import type { Step } from "../../kernel/plan.ts";
import { parseReference, type Reference, referencesIn } from "./reference.ts";

/** Where a literal may have come from by way of whoever planned. */
const CARRIED = new Set(["results", "facts", "free", "input"]);

/**
 * Arguments of a call, as the plan has them, with a part that comes from what is not to be trusted: an untrusted answer,
 * the run's input, or words that were planned after such an answer was read.
 */
export function taintedArguments(args: JsonObject, step: Step, state: RunState): string[] {
  return Object.entries(args)
    .filter(
      ([name, value]) =>
        referencesIn(value).some((one) => isTainted(one, step, state)) ||
        (state.plan?.tainted === true && isCarried(name, step)),
    )
    .map(([name]) => name);
}

function isTainted({ name, path }: Reference, step: Step, state: RunState): boolean {
  if (name === "goal") return path[0] === "input";
  if (name !== "item") return state.plan?.steps[name]?.tainted === true;
  const listed = parseReference(step.each ?? "");
  return listed !== null && isTainted(listed, step, state);
}

function isCarried(argument: string, { from }: Step): boolean {
  const sources = Object.entries((from ?? {}) as Readonly<Record<string, JsonObject>>);
  return sources.some(
    ([path, source]) =>
      (path === argument || path.startsWith(`${argument}.`) || path.startsWith(`${argument}[`)) &&
      CARRIED.has(String(source["from"])),
  );
}
