// Generated Python: what a clean interpreter behind every wall costs, beside a native process, and what it holds.
import { raceCorpus } from "./sandbox/corpus-race.ts";
import { measureCheckpoints } from "./sandbox/checkpoints.ts";
import { measureColdStart } from "./sandbox/cold.ts";
import { measureEscapes } from "./sandbox/escapes.ts";
import { measureHostileLoops } from "./sandbox/hostile.ts";
import { findFasterPython, findNativePython } from "./sandbox/native-python.ts";
import { privateMb } from "./sandbox/process-facts.ts";
import { measureRepeats } from "./sandbox/repeats.ts";
import { openSandbox, type Sandbox } from "./sandbox/sandbox.ts";
import { storedPrograms } from "./sandbox/stored-programs.ts";
import { findBubblewrap, measureWarmRuns } from "./sandbox/warm.ts";
import { type Measured, progress, runBench } from "./support/bench.ts";
import { withTempFolder } from "./support/temp-folder.ts";

/** What is free is given back to the system a moment after the last run. */
const IDLE_MS = 3000;

await runBench("sandbox", ({ quick }) => withTempFolder((store) => measure(store, quick)));

async function measure(store: string, quick: boolean): Promise<Measured> {
  const figures: Record<string, number> = {};
  const programs = storedPrograms();
  const some = quick ? programs.filter((_, index) => index % 4 === 0) : programs;
  const python = findNativePython();
  const faster = python && findFasterPython(python);
  const bubblewrap = findBubblewrap(faster ?? python);
  if (python === null) progress("python3 is not installed: no ratios to it");
  if (bubblewrap === null) progress("bwrap is not installed or not allowed: no ratio to it");

  progress("cold start");
  Object.assign(figures, await measureColdStart(store, quick ? 1 : 5));
  await withSandbox(store, 1, async (sandbox) => {
    progress("warm runs");
    Object.assign(
      figures,
      await measureWarmRuns(sandbox, { python, faster, bubblewrap }, quick ? 3 : 15),
    );
    progress("the programs, against one native process for each");
    Object.assign(figures, await raceCorpus(sandbox, some, { python, faster }, progress));
    progress("checkpoints");
    Object.assign(figures, await measureCheckpoints(sandbox, quick ? 3 : 15));
  });
  await withSandbox(store, 2, async (sandbox) => {
    progress("repeats");
    Object.assign(figures, await measureRepeats(sandbox, some));
    await Bun.sleep(IDLE_MS);
    Object.assign(figures, memoryOf(sandbox));
    progress("programs that never end");
    Object.assign(figures, await measureHostileLoops(sandbox, quick ? 1 : 5, progress));
  });
  progress("attacks");
  Object.assign(figures, await measureEscapes(store, quick ? 24 : 1, progress));
  return { figures };
}

async function withSandbox(store: string, size: number, use: (sandbox: Sandbox) => Promise<void>) {
  const sandbox = openSandbox(store, size);
  try {
    await sandbox.pool.warm("base");
    await use(sandbox);
  } finally {
    await sandbox.close();
  }
}

/** Of idle cells that have run all the programs; there are two, so that what they share is not counted. */
function memoryOf({ pool }: Sandbox): Readonly<Record<string, number>> {
  const sizes = pool.status().cells.map(({ pid }) => privateMb(pid));
  const known = sizes.filter((size) => size !== null);
  if (known.length > 0) return { privateMbPerChild: Math.max(...known) };
  progress("only root may see the private memory of a cell: not measured");
  return {};
}
