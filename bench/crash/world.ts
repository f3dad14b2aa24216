import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { addEffect } from "./counter.ts";

/** What lies outside of the process that is killed. */
export interface World {
  /** One line for each effect. */
  readonly counter: string;
  /** Jobs that were left for somebody else, one file each, and what of them is done. */
  readonly jobs: string;
}

export function worldIn(folder: string): World {
  const jobs = join(folder, "jobs");
  mkdirSync(jobs, { recursive: true });
  return { counter: join(folder, "effects"), jobs };
}

export const jobOf = ({ jobs }: World, id: string) => join(jobs, `${id}.job`);
export const doneOf = ({ jobs }: World, id: string) => join(jobs, `${id}.done`);

/** Does the jobs of a world, each once, in a process that nobody kills. Returns the way to stop. */
export function startWorker(world: World): () => void {
  const timer = setInterval(() => {
    for (const name of readdirSync(world.jobs)) {
      const id = name.replace(/\.job$/, "");
      if (id === name || existsSync(doneOf(world, id))) continue;
      const step = readFileSync(jobOf(world, id), "utf8");
      // A job whose file is not written yet is done in the next round.
      if (step === "") continue;
      addEffect(world.counter, { step, id });
      writeFileSync(doneOf(world, id), "");
    }
  }, WORK_EVERY_MS);
  return () => clearInterval(timer);
}

const WORK_EVERY_MS = 15;
