import { join } from "node:path";

import type { Tally } from "./index.ts";

/** One guard, and what stands in its place when it is taken away. */
export interface Patch {
  /** From the top of the repository. */
  readonly file: string;
  /** Stands there just once. */
  readonly from: string;
  readonly to: string;
}

/** Plays schedules in a process of their own, with the sources as they are or with one guard taken away. */
export async function playElsewhere(from: number, to: number, patch?: Patch): Promise<Tally> {
  const preload = patch ? ["--preload", join(import.meta.dir, "patched.ts")] : [];
  const script = [join(import.meta.dir, "run.ts"), String(from), String(to)];
  const child = Bun.spawn([process.execPath, ...preload, ...script], {
    env: { ...process.env, ...(patch ? { PATCH: JSON.stringify(patch) } : {}) },
    stdout: "pipe",
    stderr: "pipe",
  });
  const [said, complaint] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
  ]);
  if ((await child.exited) !== 0) throw new Error(complaint);
  return JSON.parse(said) as Tally;
}
