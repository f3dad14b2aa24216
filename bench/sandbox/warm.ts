import { median, percentile } from "../support/statistics.ts";
import { type NativePython, runNatively } from "./native-python.ts";
import type { Sandbox } from "./sandbox.ts";

const HELLO = "print(1)";
/** Back to back, so that each run waits for the rewind of the one before. */
const TURN = 20;
/** Long enough for a rewind, so that a cell stands idle when it is asked for. */
const REST_MS = 50;

export interface Peers {
  readonly python: NativePython | null;
  /** Another one that starts faster. */
  readonly faster: NativePython | null;
  /** The words before the interpreter's path; null: bubblewrap is not installed, or not allowed. */
  readonly bubblewrap: readonly string[] | null;
}

/** The smallest program: in a clean interpreter, in a process of its own, in a process behind bubblewrap. */
export async function measureWarmRuns(
  sandbox: Sandbox,
  { python, faster, bubblewrap }: Peers,
  turns: number,
): Promise<Readonly<Record<string, number>>> {
  const ours: number[] = [];
  const idle: number[] = [];
  const native: number[] = [];
  const fast: number[] = [];
  const wrapped: number[] = [];
  for (let turn = 0; turn < turns; turn++) {
    await sandbox.run(HELLO); // the first of a turn finds a rewound cell
    for (let lap = 0; lap < TURN; lap++) ours.push((await sandbox.run(HELLO)).milliseconds);
    for (let lap = 0; lap < TURN / 4; lap++) {
      await Bun.sleep(REST_MS);
      idle.push((await sandbox.run(HELLO)).milliseconds);
    }
    for (let lap = 0; python !== null && lap < TURN / 2; lap++) {
      native.push(runNatively([python.path], HELLO).milliseconds);
      if (faster !== null) fast.push(runNatively([faster.path], HELLO).milliseconds);
      if (bubblewrap !== null)
        wrapped.push(runNatively([...bubblewrap, (faster ?? python).path], HELLO).milliseconds);
    }
  }
  return {
    warmMs: median(ours),
    warmP95Ms: percentile(ours, 0.95),
    idleReadyMs: median(idle),
    ...(native.length > 0 && {
      python3Ms: median(native),
      warmToPython3: median(ours) / median(native),
      idleReadyToPython3: median(idle) / median(native),
    }),
    ...(fast.length > 0 && {
      fasterPython3Ms: median(fast),
      warmToFasterPython3: median(ours) / median(fast),
    }),
    ...(wrapped.length > 0 && {
      bwrapMs: median(wrapped),
      warmToBwrap: median(ours) / median(wrapped),
    }),
  };
}

/** A sandbox of the same kind, as far as bubblewrap makes one. */
export function findBubblewrap(python: NativePython | null): readonly string[] | null {
  const path = Bun.which("bwrap");
  if (path === null || python === null) return null;
  const command = [path, "--unshare-all", "--die-with-parent", "--ro-bind", "/", "/"];
  return runNatively([...command, python.path], HELLO).ok ? command : null;
}
