import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";

import type { WallState } from "../types.ts";

const TRIAL = join(import.meta.dir, "trial.ts");
const PATIENCE_MS = 20_000;

const states = z.array(
  z.strictObject({
    name: z.enum(["process", "rlimits", "landlock", "seccomp", "seatbelt"]),
    state: z.enum(["up", "missing", "off"]),
    detail: z.string(),
  }),
);

/** Raises everything in a process of its own and says what stood. */
export async function tryWalls(): Promise<readonly WallState[]> {
  const folder = await mkdtemp(join(tmpdir(), "glassbox-walls-"));
  const trial = Bun.spawn([process.execPath, "--smol", TRIAL], {
    cwd: folder,
    env: {},
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
    timeout: PATIENCE_MS,
    killSignal: "SIGKILL",
  });
  try {
    const [answer, complaint] = await Promise.all([trial.stdout.text(), trial.stderr.text()]);
    if ((await trial.exited) === 0) return states.parse(JSON.parse(answer));
    throw new Error(`the walls could not be tried: ${complaint.trim().slice(-300)}`);
  } finally {
    trial.kill("SIGKILL");
    await rm(folder, { recursive: true, force: true });
  }
}
