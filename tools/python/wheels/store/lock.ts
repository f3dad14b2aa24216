import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { PackagesError } from "../problem.ts";

const PAUSE_MS = 100;
const PATIENCE_MS = 10 * 60_000;

/**
 * One change of the store at a time, over all processes: one would sweep away what another has fetched and not yet named.
 * The lock is an open transaction of SQLite, which the operating system ends with the process, however that ends.
 */
export async function withStoreLock<Result>(
  store: string,
  signal: AbortSignal,
  work: () => Promise<Result>,
): Promise<Result> {
  await mkdir(store, { recursive: true });
  const { Database } = await import("bun:sqlite");
  const database = new Database(join(store, "packages.lock"));
  try {
    database.run("PRAGMA busy_timeout = 0");
    const deadline = performance.now() + PATIENCE_MS;
    while (!tryBegin(() => database.run("BEGIN EXCLUSIVE"))) {
      if (performance.now() > deadline)
        throw new PackagesError(
          "busy",
          `another process is changing the packages in ${store}; try again when it is done`,
        );
      await sleep(PAUSE_MS, undefined, { signal });
    }
    signal.throwIfAborted();
    return await work();
  } finally {
    database.close();
  }
}

function tryBegin(begin: () => void): boolean {
  try {
    begin();
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "SQLITE_BUSY") return false;
    throw error;
  }
}
