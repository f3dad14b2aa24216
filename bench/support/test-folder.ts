import { afterAll } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A folder that is removed when the tests of the file have ended; call it in a test or outside of all hooks. */
export function temporaryFolder(): string {
  const dir = mkdtempSync(join(tmpdir(), "glassbox-test-"));
  afterAll(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}
