import { isAtLeast, runNatively } from "./native-python.ts";
import { shortfall } from "./run-programs.ts";
import type { Peers } from "./warm.ts";
import type { Sandbox } from "./sandbox.ts";
import type { StoredProgram } from "./stored-programs.ts";

/** So many programs in turn, so that a slow moment of the machine hits both sides alike. */
const TURN = 25;

/**
 * The programs in the sandbox, each in a clean interpreter, against a native process for each. Programs that this
 * Python is too old for take no part in the race, but have to pass in the sandbox.
 */
export async function raceCorpus(
  sandbox: Sandbox,
  programs: readonly StoredProgram[],
  { python, faster }: Pick<Peers, "python" | "faster">,
  report: (line: string) => void,
): Promise<Readonly<Record<string, number>>> {
  let ours = 0;
  let theirs = 0;
  let fastest = 0;
  let failed = 0;
  let differing = 0;
  for (let start = 0; start < programs.length; start += TURN) {
    const turn = programs.slice(start, start + TURN);
    const printed = new Map<string, string>();
    for (const { name, code, needs } of turn) {
      const ran = await sandbox.run(code);
      const problem = shortfall(ran);
      if (problem !== null) report(`${name}: ${problem}`);
      failed += problem === null ? 0 : 1;
      printed.set(name, ran.outcome.stdout);
      if (python !== null && isAtLeast(python.version, needs)) ours += ran.milliseconds;
    }
    for (const { name, code, needs } of turn) {
      if (python === null || !isAtLeast(python.version, needs)) continue;
      const native = runNatively([python.path], code);
      theirs += native.milliseconds;
      if (faster !== null) fastest += runNatively([faster.path], code).milliseconds;
      if (native.ok && native.stdout === printed.get(name)) continue;
      differing += 1;
      report(`${name} prints something else natively: ${native.lastLine}`);
    }
  }
  return {
    programs: programs.length,
    programsFailed: failed,
    ...(python !== null && {
      outputDiffers: differing,
      corpusMs: ours,
      corpusNativeMs: theirs,
      corpusToNative: ours / theirs,
    }),
    ...(fastest > 0 && { corpusToFasterPython3: ours / fastest }),
  };
}
