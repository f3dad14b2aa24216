import { afterAll } from "bun:test";
import { existsSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A folder in memory where there is such a disk: what is asked in it has nothing to do with how fast one is. */
export function folderInMemory(): string {
  const disk = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();
  const folder = realpathSync(mkdtempSync(join(disk, "glassbox-restore-")));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
