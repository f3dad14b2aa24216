import { mkdir, open, readFile, rm, stat, utimes } from "node:fs/promises";
import { dirname } from "node:path";

/** A holder says that it lives this often; one that has not for a while is gone. */
const BEAT_MS = 1000;
const STALE_MS = 20_000;
const LOOK_EVERY_MS = 50;

/**
 * Does the work while no other process does it. Two may be at it all the same after a crash: what they do has to bear
 * that, the lock only saves the second one the trouble.
 */
export async function withBuildLock<Result>(
  path: string,
  work: () => Promise<Result>,
): Promise<Result> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  while (!(await take(path))) {
    if (await isAbandoned(path)) await rm(path, { force: true });
    else await Bun.sleep(LOOK_EVERY_MS);
  }
  const beat = setInterval(() => {
    const now = new Date();
    utimes(path, now, now).catch(() => undefined); // another took it for abandoned: both go on
  }, BEAT_MS);
  try {
    return await work();
  } finally {
    clearInterval(beat);
    await rm(path, { force: true });
  }
}

async function take(path: string): Promise<boolean> {
  try {
    const file = await open(path, "wx", 0o600);
    await file.writeFile(String(process.pid));
    await file.close();
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  }
}

async function isAbandoned(path: string): Promise<boolean> {
  const [found, holder] = await Promise.all([
    stat(path).catch(() => null),
    readFile(path, "utf8").catch(() => ""),
  ]);
  if (found === null) return false; // just given back
  if (Date.now() - found.mtimeMs > STALE_MS) return true;
  const pid = Number.parseInt(holder, 10);
  return !Number.isNaN(pid) && !isRunning(pid);
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
