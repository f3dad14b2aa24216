import type { RunState } from "../../kernel/fold/run-state.ts";
import type { JsonObject } from "../../kernel/json.ts";
import type { Step } from "../../kernel/plan.ts";
import { parseReference, type Reference, referencesIn } from "./reference.ts";

/** Where a literal may have come from by way of whoever planned. */
const CARRIED = new Set(["results", "facts", "free", "input"]);
/** Plans that a person wrote, or agreed to as they are. */
const GIVEN = new Set(["file", "skill"]);

/**
 * Arguments of a call, as the plan has them, with a part that comes from what is not to be trusted: an untrusted answer,
 * the run's input, or words that were planned after such an answer was read.
 */
export function taintedArguments(args: JsonObject, step: Step, state: RunState): string[] {
  // Its goal itself came from there, so every word of its plans may have.
  if (state.driver?.options["tainted"] === true) return Object.keys(args);
  return Object.entries(args)
    .filter(
      ([name, value]) =>
        referencesIn(value).some((one) => isTainted(one, step, state)) ||
        (state.plan?.tainted === true && mayCarry(name, step, state.plan.ground.kind)),
    )
    .map(([name]) => name);
}

function isTainted({ name, path }: Reference, step: Step, state: RunState): boolean {
  if (name === "goal") return path[0] === "input";
  if (name !== "item") return state.plan?.steps[name]?.tainted === true;
  const listed = parseReference(step.each ?? "");
  return listed !== null && isTainted(listed, step, state);
}

/** A literal of a plan that no person has written, and that does not say that it is from the goal. */
function mayCarry(argument: string, { from }: Step, ground: string): boolean {
  if (GIVEN.has(ground)) return false;
  const sources = Object.entries((from ?? {}) as Readonly<Record<string, JsonObject>>).filter(
    ([path]) =>
      path === argument || path.startsWith(`${argument}.`) || path.startsWith(`${argument}[`),
  );
  return sources.length === 0 || sources.some(([, one]) => CARRIED.has(String(one["from"])));
}
