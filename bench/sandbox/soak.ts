import { readdirSync } from "node:fs";

import { seeded } from "../support/statistics.ts";
import { isRunning, residentMb } from "./process-facts.ts";
import type { Sandbox } from "./sandbox.ts";
import { HOSTILE_JOBS, type Job, ordinaryJobs } from "./soak-jobs.ts";
import { storedPrograms } from "./stored-programs.ts";

const TENANTS = ["ann", "bob"] as const;
/** One run in so many is hostile. */
const HOSTILE_EVERY = 8;
/** Before that everything is still growing to its usual size: compiled code, buffers, the heap. */
const WARM_UP_SHARE = 0.2;

export interface SoakReport {
  readonly runs: number;
  readonly hostile: number;
  readonly wrong: readonly string[];
  /** Processes that served some run; all that do not serve any more have to be gone. */
  readonly cells: number;
  readonly processesLeft: number;
  readonly foldersLeft: number;
  readonly descriptorsGrown: number;
  readonly parentMbWarm: number;
  readonly parentMbEnd: number;
  readonly largestCellMb: number;
  readonly seconds: number;
}

export interface SoakOptions {
  readonly runs: number;
  readonly seed: number;
  /** The folder for temporary files of this process (`TMPDIR`), empty at the beginning. */
  readonly temporary: string;
}

/** Runs of many kinds by two tenants at once, a part of them hostile, then a look at what is left behind. */
export async function soak(
  sandbox: Sandbox,
  { runs, seed, temporary }: SoakOptions,
  report: (line: string) => void,
): Promise<SoakReport> {
  const random = seeded(seed);
  const ordinary = ordinaryJobs(storedPrograms());
  const queue = Array.from({ length: runs }, (_, index) => pick(index, random, ordinary));
  const pids = new Set<number>();
  const wrong: string[] = [];
  let done = 0;
  let largestCellMb = 0;
  let warm = lookAround();
  const begin = performance.now();

  const work = async (tenant: string) => {
    for (let job = queue.pop(); job !== undefined; job = queue.pop()) {
      const { outcome, pid } = await sandbox.run(job.code, job.change, tenant);
      pids.add(pid);
      largestCellMb = Math.max(largestCellMb, residentMb(pid) ?? 0);
      const problem = job.judge(outcome);
      if (problem !== null) {
        wrong.push(`${job.name}: ${problem}`);
        report(wrong.at(-1)!);
      }
      done += 1;
      if (done === Math.ceil(runs * WARM_UP_SHARE)) warm = lookAround();
      if (done % 250 === 0) report(`${done} of ${runs}`);
    }
  };
  await Promise.all(TENANTS.map(work));

  const end = lookAround();
  const seconds = (performance.now() - begin) / 1000;
  await sandbox.close();
  return {
    runs,
    hostile: Math.floor(runs / HOSTILE_EVERY),
    wrong,
    cells: pids.size,
    processesLeft: [...pids].filter(isRunning).length,
    foldersLeft: readdirSync(temporary).length,
    descriptorsGrown: end.descriptors - warm.descriptors,
    parentMbWarm: Math.round(warm.memoryMb),
    parentMbEnd: Math.round(end.memoryMb),
    largestCellMb: Math.round(largestCellMb),
    seconds: Math.round(seconds),
  };
}

function pick(index: number, random: () => number, ordinary: readonly Job[]): Job {
  const jobs = index % HOSTILE_EVERY === HOSTILE_EVERY - 1 ? HOSTILE_JOBS : ordinary;
  return jobs[Math.floor(random() * jobs.length)]!;
}

function lookAround() {
  Bun.gc(true);
  return {
    memoryMb: process.memoryUsage.rss() / 1024 / 1024,
    descriptors: process.platform === "linux" ? readdirSync("/proc/self/fd").length : 0,
  };
}
