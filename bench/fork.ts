// What it costs to open a branch, to read through many of them, and to look at any event of a very long run.
import { join } from "node:path";

import { initialRunState } from "../kernel/fold/run-state.ts";
import { foldRun } from "../kernel/fold/run.ts";
import type { Ledger } from "../kernel/ledger/index.ts";
import { runStateAt } from "../kernel/run/state-at.ts";
import { LONG_RUN, writeLongRun } from "./fork/long-run.ts";
import { DEPTH, flatten, forkMs, nest, readMs, stateMs } from "./fork/nested.ts";
import { NO_EXTENSIONS, openAt } from "./replay/ledger-file.ts";
import { type Measured, progress, runBench } from "./support/bench.ts";
import { median, percentile, seeded } from "./support/statistics.ts";
import { withTempFolder } from "./support/temp-folder.ts";

/** Before the forks; the deepest has about as many events. */
const NOTES = 4000;
const DEPTHS = [0, 1, 10, 50, 100, DEPTH];

await runBench("fork", ({ quick }) =>
  withTempFolder(async (folder) => ({
    figures: {
      ...(await measureForks(join(folder, "forks"), quick)),
      ...(await measurePoints(join(folder, "points"), 100_000, "anyPoint100kP95Ms", quick)),
      ...(await measurePoints(join(folder, "many"), 1_000_000, "anyPoint1MP95Ms", quick)),
    },
  })),
);

async function measureForks(dir: string, quick: boolean): Promise<Measured["figures"]> {
  progress(`a run with ${DEPTH} nested forks`);
  const ledger = await openAt(dir);
  const forks = await nest(ledger, NOTES);
  const deepest = forks.at(-1)!;
  await flatten(ledger, deepest, "flat");
  const perDepth: number[] = [];
  // Of a first round nothing is kept: it warms what is measured.
  for (const warm of [true, false])
    for (const depth of DEPTHS) {
      const time = await forkMs(ledger, forks[depth]!, warm ? 3 : quick ? 50 : 200);
      if (!warm) perDepth.push(time);
    }
  const ratios: number[] = [];
  for (let round = 0; round < (quick ? 15 : 41); round++)
    ratios.push(readMs(ledger, deepest) / readMs(ledger, "flat"));
  const figures = {
    forkMs: Math.max(...perDepth),
    forkMsDepth0: perDepth[0]!,
    forkMsDepth200: perDepth.at(-1)!,
    readThrough200OverFlat: median(ratios),
    stateMsDepth200: stateMs(ledger, deepest, quick ? 50 : 200),
    stateMsFlat: stateMs(ledger, "flat", quick ? 50 : 200),
  };
  await ledger.close();
  return figures;
}

async function measurePoints(dir: string, length: number, figure: string, quick: boolean) {
  progress(`a run of ${length} events`);
  await writeLongRun(dir, length);
  Bun.gc(true);
  const ledger = await openAt(dir);
  const figures = { [figure]: anyPointP95Ms(ledger, quick ? 500 : 5000) };
  await ledger.close();
  return figures;
}

/** The state at a random event of the run: milliseconds, 95th percentile. */
function anyPointP95Ms(ledger: Ledger, samples: number): number {
  const random = seeded(1);
  const { length } = ledger.branch(LONG_RUN)!;
  const checked = new Set([0, samples >> 1]);
  const times: number[] = [];
  while (times.length < samples) {
    const at = 1 + Math.floor(random() * length);
    const began = performance.now();
    const state = runStateAt(ledger, LONG_RUN, NO_EXTENSIONS, at);
    times.push(performance.now() - began);
    // The short way must lead to the same place.
    if (!checked.has(times.length - 1)) continue;
    let plain = initialRunState(LONG_RUN);
    ledger.foldBranch(LONG_RUN, { to: at }, (event) => {
      plain = foldRun(plain, event, NO_EXTENSIONS);
    });
    if (!Bun.deepEquals(state, plain))
      throw new Error(`the state at event ${at} is not what its events fold to`);
  }
  return percentile(times, 0.95);
}
