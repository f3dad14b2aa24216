// How a run's record grows with its length, beside a full checkpoint after each message.
import { join } from "node:path";

import { ledgerBytes } from "./growth/ours.ts";
import { installPeer } from "./step/install-peer.ts";
import { type Measured, progress, runBench } from "./support/bench.ts";
import { withTempFolder } from "./support/temp-folder.ts";

const PEER = join(import.meta.dir, "peers/langgraph");
const [FEW, MANY] = [50, 200];

await runBench("growth", () => withTempFolder(measure));

async function measure(folder: string): Promise<Measured> {
  progress(`runs of ${FEW} and ${MANY} turns`);
  const few = await ledgerBytes(join(folder, "few"), FEW);
  const many = await ledgerBytes(join(folder, "many"), MANY);
  const figures = { bytes200over50: many / few, ledgerKb50: few / 1000, ledgerKb200: many / 1000 };
  if (!(await installPeer(PEER))) return { figures, missing: ["langgraph"] };
  progress("the same with a checkpoint after each message");
  const [peerFew, peerMany] = [await checkpointBytes(FEW), await checkpointBytes(MANY)];
  return {
    figures: {
      ...figures,
      timesSmallerThanCheckpoints: peerMany / many,
      timesSmallerThanCheckpoints50: peerFew / few,
      checkpointsMb200: peerMany / 1_000_000,
      checkpoints200over50: peerMany / peerFew,
    },
  };
}

async function checkpointBytes(turns: number): Promise<number> {
  const child = Bun.spawn([process.execPath, join(PEER, "growth.ts"), String(turns)], {
    cwd: PEER,
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
  });
  const [output, complaint] = await Promise.all([child.stdout.text(), child.stderr.text()]);
  if ((await child.exited) !== 0) throw new Error(`the peer failed: ${complaint.slice(-2000)}`);
  return (JSON.parse(output.trim().split("\n").at(-1)!) as { bytes: number }).bytes;
}
