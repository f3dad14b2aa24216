import { median, percentile, rounded } from "../support/statistics.ts";
import { type NativePython, runNatively } from "../sandbox/native-python.ts";
import { shortfall } from "../sandbox/run-programs.ts";
import type { Sandbox } from "../sandbox/sandbox.ts";
import type { Problem } from "./problem.ts";

/** How one side did on all problems. */
export interface Score {
  readonly passed: number;
  readonly total: number;
  /** With the last line of what went wrong. */
  readonly failed: readonly { readonly id: string; readonly lastLine: string }[];
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly wallMs: number;
}

interface Attempt {
  readonly id: string;
  /** Null: it passed. */
  readonly lastLine: string | null;
  readonly milliseconds: number;
}

export interface Scores {
  readonly sandbox: Score;
  readonly native: Score | null;
}

/** Turns of so many problems, so that a slow moment of the machine hits both sides alike. */
const TURN = 50;

/**
 * Each problem in a clean interpreter of the sandbox, and in a process of its own of the machine's Python. In a turn
 * the sandbox waits for each rewind before it goes on, so the time holds them.
 */
export async function runProblems(
  problems: readonly Problem[],
  sandbox: Sandbox,
  python: NativePython | null,
  progress: (line: string) => void,
): Promise<Scores> {
  const ours: Attempt[] = [];
  const theirs: Attempt[] = [];
  for (let start = 0; start < problems.length; start += TURN) {
    const turn = problems.slice(start, start + TURN);
    for (const { id, code } of turn) {
      const ran = await sandbox.run(code);
      const problem = fault(shortfall(ran, "may be silent"));
      ours.push({ id, lastLine: problem, milliseconds: ran.milliseconds });
      if (problem !== null) progress(`${id} failed: ${problem}`);
    }
    if (python !== null) {
      for (const { id, code } of turn) {
        const { ok, lastLine, milliseconds } = runNatively([python.path], code);
        theirs.push({ id, lastLine: ok ? null : lastLine, milliseconds });
      }
    }
    progress(`${ours.length} of ${problems.length}`);
  }
  return { sandbox: scoreOf(ours), native: python === null ? null : scoreOf(theirs) };
}

function fault(words: string | null): string | null {
  return words === null ? null : (words.trimEnd().split("\n").at(-1) ?? "");
}

function scoreOf(attempts: readonly Attempt[]): Score {
  const failed = attempts.flatMap(({ id, lastLine }) =>
    lastLine === null ? [] : [{ id, lastLine }],
  );
  const times = attempts.map(({ milliseconds }) => milliseconds);
  return {
    passed: attempts.length - failed.length,
    total: attempts.length,
    failed,
    p50Ms: rounded(median(times)),
    p95Ms: rounded(percentile(times, 0.95)),
    wallMs: rounded(times.reduce((sum, one) => sum + one, 0)),
  };
}
