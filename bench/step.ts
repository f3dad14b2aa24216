// What a durable step costs: one tool call of class `read` with the ledger on, against three peers, in one run.
import { join } from "node:path";

import { type ContestantProcess, startContestant } from "./step/contestant-process.ts";
import { contestants, type Entry } from "./step/contestants.ts";
import { fsyncsPerStep } from "./step/fsyncs.ts";
import { type Measured, progress, runBench } from "./support/bench.ts";
import { median } from "./support/statistics.ts";
import { bytesBelow, withTempFolder } from "./support/temp-folder.ts";

const SIZES = [10, 50, 150] as const;
const STORED_STEPS = 200;

await runBench("step", ({ quick }) => withTempFolder((folder) => measure(folder, quick)));

async function measure(folder: string, quick: boolean): Promise<Measured> {
  const { entries, missing } = await contestants();
  const samples = await race(
    entries,
    folder,
    quick ? { warmMs: 3000, rounds: 5 } : { warmMs: 6000, rounds: 20 },
  );
  const figures: Record<string, number> = {};
  const ours = (size: number) => median(samples.get(`Glassbox${size}`)!);
  for (const { name } of entries) {
    for (const size of SIZES) {
      const laps = samples.get(`${name}${size}`)!;
      figures[`usPerStep${size}${name}`] = median(laps);
      figures[`usPerStepBest${size}${name}`] = Math.min(...laps);
    }
    if (name !== "Glassbox")
      figures[`ratioTo${name}150`] = ours(150) / median(samples.get(`${name}150`)!);
  }
  figures["growth150over10"] = ours(150) / ours(10);
  await weigh(entries, folder, figures);
  return { figures, missing };
}

/** Rounds in which everyone has a lap of each size, so that a slow moment of the machine hits all alike. */
async function race(
  entries: readonly Entry[],
  folder: string,
  { warmMs, rounds }: { readonly warmMs: number; readonly rounds: number },
): Promise<ReadonlyMap<string, number[]>> {
  const racers = entries.map((entry) => startContestant(entry, join(folder, entry.name)));
  const samples = new Map<string, number[]>();
  try {
    for (const racer of racers) await warmUp(racer, warmMs);
    for (let round = 1; round <= rounds; round++) {
      progress(`round ${round} of ${rounds}`);
      for (const racer of racers) {
        for (const size of SIZES) {
          const key = `${racer.name}${size}`;
          samples.set(key, [...(samples.get(key) ?? []), await racer.lap(size)]);
        }
      }
    }
    for (const racer of racers) await racer.end();
  } finally {
    for (const racer of racers) await racer.kill();
  }
  return samples;
}

/** The same time for everyone, so that the compiler has seen the code of the fast as well as that of the slow. */
async function warmUp(racer: ContestantProcess, milliseconds: number): Promise<void> {
  progress(`warming up ${racer.name}`);
  const end = performance.now() + milliseconds;
  while (performance.now() < end) for (const size of SIZES) await racer.lap(size);
}

/** What one run leaves on disk, and how often it waits for the disk. */
async function weigh(
  entries: readonly Entry[],
  folder: string,
  figures: Record<string, number>,
): Promise<void> {
  for (const entry of entries) {
    progress(`store and flushes of ${entry.name}`);
    const store = join(folder, `store-${entry.name}`);
    const process = startContestant(entry, store);
    await process.lap(STORED_STEPS);
    await process.end();
    figures[`storeKb${STORED_STEPS}${entry.name}`] = bytesBelow(store) / 1024;
    const fsyncs = await fsyncsPerStep(entry, join(folder, `fsync-${entry.name}`));
    if (fsyncs === null) progress("strace is not installed: flushes are not counted");
    else figures[`fsyncsPerStep${entry.name}`] = fsyncs;
  }
  const pi = figures[`storeKb${STORED_STEPS}Pi`];
  if (pi !== undefined) figures["storeToPi200"] = figures[`storeKb${STORED_STEPS}Glassbox`]! / pi;
}
