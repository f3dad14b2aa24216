// What is left of a task when its process is killed: six effects, counted outside, a SIGKILL at every event of the run
// and around every call, and what each kind of tool makes of it; three peers beside it.
import { type Extent, killOurs } from "./crash/ours.ts";
import { killPeers } from "./crash/peers.ts";
import { type Measured, runBench } from "./support/bench.ts";

const TASK = { steps: 6, seeds: [1, 2, 3] };

/** Every point there is; the first seed has one kill a run, the second two, the third three. */
const FULL: Extent = {
  ...TASK,
  points: { inside: Infinity, beside: Infinity, peers: Infinity },
  kills: (seed) => seed,
};

/** As many kills in fewer runs: most of them are in what recovery does. */
const QUICK: Extent = { ...TASK, points: { inside: 2, beside: 1, peers: 6 }, kills: () => 6 };

await runBench("crash", ({ quick }) => measure(quick));

async function measure(quick: boolean): Promise<Measured> {
  const figures = await killOurs(quick ? QUICK : FULL);
  const peers = await killPeers(quick ? { ...QUICK, seeds: [1] } : FULL);
  return { figures: { ...figures, ...peers.figures }, missing: peers.missing };
}
