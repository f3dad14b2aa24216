import { readFileSync } from "node:fs";
import { join } from "node:path";

import { startContestant } from "./contestant-process.ts";
import type { Entry } from "./contestants.ts";

const SHORT = 10;
const LONG = 150;

/** Flushes to disk for each further step of a run, counted in the system calls; null without strace. */
export async function fsyncsPerStep(entry: Entry, folder: string): Promise<number | null> {
  if (!Bun.which("strace")) return null;
  const short = await fsyncsOfRun(entry, join(folder, "short"), SHORT);
  const long = await fsyncsOfRun(entry, join(folder, "long"), LONG);
  return (long - short) / (LONG - SHORT);
}

async function fsyncsOfRun(entry: Entry, folder: string, steps: number): Promise<number> {
  const trace = `${folder}.trace`;
  const strace = [
    "strace",
    "-f",
    "-qq",
    "-e",
    "trace=fsync,fdatasync,sync_file_range",
    "-o",
    trace,
  ];
  const traced = startContestant(entry, folder, strace);
  await traced.lap(steps);
  await traced.end();
  const lines = readFileSync(trace, "utf8").split("\n");
  return lines.filter((line) => /\b(fsync|fdatasync|sync_file_range)\(/.test(line)).length;
}
