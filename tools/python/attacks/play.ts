import { takeAim } from "./aim.ts";
import type { Attack } from "./attack.ts";
import { judge } from "./judge.ts";
import type { Subject, Trace } from "./trace.ts";
import type { World } from "./world.ts";

export interface Result {
  readonly id: string;
  /** What it reached outside; empty: it was held. */
  readonly escapes: readonly string[];
  /** What it reached in its own process. */
  readonly inside: readonly string[];
  readonly trace: Trace;
  readonly milliseconds: number;
}

/** Plays attacks one after the other against one subject in one world. */
export async function play(
  attacks: readonly Attack[],
  subject: Subject,
  world: World,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  for (const attack of attacks) {
    const start = performance.now();
    const trace = await subject.play(attack, takeAim(attack.code, world.aim));
    const milliseconds = performance.now() - start;
    const told = world.toldBy(trace.text + trace.stray);
    const seen = await world.look();
    const { escapes, inside } = judge(attack, trace);
    results.push({
      id: attack.id,
      escapes: [...told, ...seen, ...escapes],
      inside,
      trace,
      milliseconds,
    });
  }
  return results;
}
