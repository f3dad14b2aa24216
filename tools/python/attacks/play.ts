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

/** Plays one attack, and looks at the world after it. */
export async function play(attack: Attack, subject: Subject, world: World): Promise<Result> {
  const start = performance.now();
  const trace = await subject.play(attack, takeAim(attack.code, world.aim));
  const milliseconds = performance.now() - start;
  const text = trace.text + trace.stray;
  const seen = await world.look();
  const { escapes, inside } = judge(attack, trace);
  return {
    id: attack.id,
    escapes: [...world.secretsIn(text), ...seen, ...escapes],
    inside: [...world.pathsIn(text), ...inside],
    trace,
    milliseconds,
  };
}
