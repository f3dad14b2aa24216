// What comes of a run when something goes wrong: each fault is real, says itself that it struck, and is judged by the world.
import { CONTROL, FAULTS } from "./faults/catalogue/index.ts";
import { shortfall } from "./faults/fault.ts";
import { figuresOf } from "./faults/figures.ts";
import { peerFigures, runPeers } from "./faults/peers.ts";
import { runFaults } from "./faults/run-faults.ts";
import { peerRow, row } from "./faults/table.ts";
import { type Measured, progress, runBench } from "./support/bench.ts";

const LANES = 2;

await runBench("faults", measure);

async function measure(): Promise<Measured> {
  const isRoot = process.getuid?.() === 0 && process.platform === "linux";
  const faults = FAULTS.filter(({ needs }) => needs === undefined || isRoot);
  if (faults.length < FAULTS.length) progress("faults that only root can stage are left out");
  const control = (await runFaults([CONTROL], 1, (one) => progress(row(one, "control")))).get(
    "none",
  )!;
  const problem = shortfall(control, "control");
  if (problem !== null) throw new Error(`without any fault: ${problem}`);
  const verdicts = await runFaults(faults, LANES, (verdict) => progress(row(verdict)));
  const { verdicts: peers, missing } = await runPeers((verdict) => progress(peerRow(verdict)));
  return { figures: { ...figuresOf([...verdicts.values()]), ...peerFigures(peers) }, missing };
}
