import { appendFileSync, existsSync, readFileSync } from "node:fs";

/** One effect on the world outside, as it was counted there. */
export interface Effect {
  readonly step: string;
  /** What the effect was known by when it was done; "" where the caller has no such thing. */
  readonly id: string;
}

/** The world outside: a file with one line for each effect. It outlives everyone who writes into it. */
export function addEffect(counter: string, { step, id }: Effect): void {
  // One write call of a short line: a process that is killed leaves all of it or nothing.
  appendFileSync(counter, `${step} ${id}\n`);
}

export function effectsIn(counter: string): readonly Effect[] {
  if (!existsSync(counter)) return [];
  const lines = readFileSync(counter, "utf8").split("\n").filter(Boolean);
  return lines.map((line) => {
    const [step = "", id = ""] = line.split(" ");
    return { step, id };
  });
}

/** How often the effect of each step has happened. */
export function tally(counter: string, steps: readonly string[]): Record<string, number> {
  const times = Object.fromEntries(steps.map((step) => [step, 0]));
  for (const { step } of effectsIn(counter)) times[step] = (times[step] ?? 0) + 1;
  return times;
}

/** Effects beyond the first of each step, and steps without any. */
export function miscounts(counter: string, steps: readonly string[]) {
  const times = Object.values(tally(counter, steps));
  return {
    duplicates: times.reduce((sum, count) => sum + Math.max(0, count - 1), 0),
    missing: times.filter((count) => count === 0).length,
  };
}
