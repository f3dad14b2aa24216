import type { Attack } from "./attack.ts";
import type { Trace } from "./trace.ts";
import type { Outcome } from "../types.ts";

/** Words that an attack can only say where it succeeded: its code holds them in two halves. */
const TOUCHED = "@touched@";
const FORGED = "@forged@";

/** What a trace alone gives away. The machine is judged by the world, not here. */
export interface Judgement {
  /** Outside was reached: never to be excused. */
  readonly escapes: readonly string[];
  /** The JavaScript world of the cell's own process: with the seal down that is no escape yet. */
  readonly inside: readonly string[];
}

export function judge(attack: Attack, trace: Trace): Judgement {
  const escapes: string[] = [];
  const inside: string[] = [];
  if (trace.text.includes(TOUCHED)) inside.push("JavaScript reached");
  if (trace.stray !== "") inside.push("bytes beside the frames");
  const { outcome } = trace;
  if (outcome === null) {
    if (trace.isStuck && attack.harm === "exhaustion") escapes.push("never ends");
    return { escapes, inside };
  }
  if (outcome.value?.repr.includes(FORGED)) inside.push("outcome forged");
  if (attack.code.includes("the end that is true") && outcome.ok) inside.push("outcome forged");
  if (outcome.violations.includes("protocol")) inside.push("frames forged");
  if (!attack.hasTools && trace.calls.length > 0) escapes.push("tool called");
  if (trace.calls.some(({ index }, place) => index !== place)) escapes.push("calls miscounted");
  escapes.push(
    ...outcome.files.filter(({ path }) => !isSane(path)).map(({ path }) => `path ${path}`),
  );
  const paths = outcome.files.map(({ path }) => path);
  if (new Set(paths).size < paths.length) escapes.push("path twice");
  if (trace.isStuck) escapes.push("never ends");
  if (attack.endings.length > 0 && !attack.endings.includes(endingOf(outcome))) {
    escapes.push(`ends by ${endingOf(outcome)}`);
  }
  return { escapes, inside };
}

export function endingOf(outcome: Outcome): "end" | "broken" | NonNullable<Outcome["limit"]> {
  if (outcome.limit !== null) return outcome.limit;
  return outcome.isAlive ? "end" : "broken";
}

function isSane(path: string): boolean {
  const parts = path.split("/");
  const isInside = parts.every((part) => part !== "" && part !== "." && part !== "..");
  return isInside && !/[\\\0]/.test(path);
}
