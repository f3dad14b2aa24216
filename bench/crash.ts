// What is left of a task when its process is killed: six effects, counted outside, a SIGKILL at every event of the run
// and around every call, and what each kind of tool makes of it; three peers beside it.
import { type Extent, killOurs } from "./crash/ours.ts";
import { killPeers } from "./crash/peers.ts";
import { type Measured, runBench } from "./support/bench.ts";

const STEPS = 6;
const SEEDS = [1, 2, 3];

/**
 * Every point there is with the first seed and one kill a run; with the second and third, whose runs are killed twice and
 * three times, a sample of them.
 */
const FULL: Extent = {
  steps: STEPS,
  seeds: SEEDS,
  besideSeeds: SEEDS,
  points: (seed) =>
    seed === 1
      ? { inside: Infinity, beside: Infinity, peers: Infinity }
      : { inside: 24, beside: 8, peers: Infinity },
  kills: (seed) => seed,
};

/** As many kills in fewer runs: most of them are in what recovery does. */
const QUICK: Extent = {
  ...FULL,
  besideSeeds: [1],
  points: () => ({ inside: 2, beside: 1, peers: 5 }),
  kills: () => 8,
};

await runBench("crash", ({ quick }) => measure(quick));

async function measure(quick: boolean): Promise<Measured> {
  const figures = await killOurs(quick ? QUICK : FULL);
  const peers = await killPeers(quick ? { ...QUICK, seeds: [1], kills: () => 1 } : FULL);
  return { figures: { ...figures, ...peers.figures }, missing: peers.missing };
}
