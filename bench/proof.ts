// What a ledger that can be proved costs: checking it, and writing it against one without hashes, tree and checkpoints.
import { rmSync } from "node:fs";
import { join } from "node:path";

import { EventTypes } from "../kernel/ledger/index.ts";
import { kernelEventTypes } from "../kernel/vocabulary.ts";
import { Keeper } from "../plugins/proof/keeper.ts";
import { verifyNow } from "../plugins/proof/verify/verify.ts";
import { fillWithRuns, openAt } from "./replay/ledger-file.ts";
import { type Measured, progress, runBench } from "./support/bench.ts";
import { median } from "./support/statistics.ts";
import { withTempFolder } from "./support/temp-folder.ts";

const EVENTS = 100_000;
const APPENDED = 20_000;
const MODES = ["chained", "unchained"] as const;
type Mode = (typeof MODES)[number];

await runBench("proof", ({ quick }) => withTempFolder((folder) => measure(folder, quick)));

async function measure(folder: string, quick: boolean): Promise<Measured> {
  return { figures: { ...(await verifying(folder, quick)), ...(await appending(folder, quick)) } };
}

/** Every hash, link, number, branch and checkpoint, against nothing but SHA-256 over the same bytes. */
async function verifying(folder: string, quick: boolean): Promise<Record<string, number>> {
  const dir = join(folder, "verified");
  progress(`writing ${EVENTS} events with their checkpoints`);
  const ledger = await openAt(dir);
  const types = new EventTypes(kernelEventTypes());
  const config = () => ({ proof: { checkpoints: join(folder, "checkpoints") } });
  const keeper = new Keeper({
    home: dir,
    tenantDir: dir,
    config,
    kernel: () => ({ ledger, types }),
  });
  const { place } = keeper;
  const leave = keeper.start();
  await fillWithRuns(ledger, EVENTS);
  await leave();

  progress("verifying");
  const rates: number[] = [];
  const floors: number[] = [];
  let checkpoints = 0;
  for (let round = 0; round < (quick ? 5 : 15); round++) {
    Bun.gc(true);
    const began = performance.now();
    const verdict = verifyNow(ledger, { place });
    rates.push((verdict.events / (performance.now() - began)) * 1000);
    if (!verdict.ok || verdict.completeness.verdict !== "complete")
      throw new Error(`the ledger does not verify: ${JSON.stringify(verdict)}`);
    ({ checkpoints } = verdict.completeness);
    floors.push(hashingFloor(ledger));
  }
  await ledger.close();
  rmSync(dir, { recursive: true });
  const verifyEventsPerSecond = median(rates);
  const hashedEventsPerSecond = median(floors);
  return {
    verifyEventsPerSecond,
    hashedEventsPerSecond,
    verifyOfHashing: verifyEventsPerSecond / hashedEventsPerSecond,
    checkpointsVerified: checkpoints,
  };
}

/** Reads every event and hashes as many bytes of it as a check has to, and does nothing else. */
function hashingFloor(ledger: Awaited<ReturnType<typeof openAt>>): number {
  const envelope = "x".repeat(700);
  const began = performance.now();
  let events = 0;
  for (const { payload } of ledger.sealed()) {
    Bun.SHA256.hash(envelope);
    Bun.SHA256.hash(payload ?? "");
    events += 1;
  }
  return (events / (performance.now() - began)) * 1000;
}

/** Both ways in turn, each in a process of its own. */
async function appending(folder: string, quick: boolean): Promise<Record<string, number>> {
  const rounds = quick ? 5 : 15;
  const events = quick ? APPENDED / 2 : APPENDED;
  progress(`appending ${events} events with and without a chain, ${rounds} times each`);
  const times = { chained: [] as number[], unchained: [] as number[] };
  for (let round = 0; round < rounds; round++) {
    for (const mode of round % 2 === 0 ? MODES : MODES.toReversed())
      times[mode].push(await microsecondsPerEvent(folder, mode, events));
  }
  const ratios = times.chained.map((time, round) => time / times.unchained[round]!);
  return {
    chainOverhead: median(ratios) - 1,
    microsecondsChained: median(times.chained),
    microsecondsUnchained: median(times.unchained),
  };
}

async function microsecondsPerEvent(folder: string, mode: Mode, events: number): Promise<number> {
  const dir = join(folder, "appended");
  const file = (name: string) => join(import.meta.dir, "proof", name);
  const preload = mode === "unchained" ? ["--preload", file("unchained.ts")] : [];
  const command = [process.execPath, ...preload, file("writer.ts"), dir, String(events), mode];
  const child = Bun.spawn(command, { stdout: "pipe", stderr: "inherit" });
  const written = await child.stdout.text();
  if ((await child.exited) !== 0) throw new Error(`the ${mode} writer failed`);
  rmSync(dir, { recursive: true });
  const measured = JSON.parse(written) as { events: number; milliseconds: number };
  return (measured.milliseconds * 1000) / measured.events;
}
