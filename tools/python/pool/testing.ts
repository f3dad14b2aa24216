import { fileURLToPath } from "node:url";
import type { GivenFile, Limits, PreparedImage, Program } from "../types.ts";
import type { CellOptions } from "./cell-process.ts";

/** For tests of this folder: programs, images and options that nobody cares about. */

export const FAKE_CELL = fileURLToPath(new URL("fixtures/fake-cell.ts", import.meta.url));

export const LIMITS: Limits = {
  wallMs: 20_000,
  fuel: 100_000_000,
  memoryBytes: 512 * 1024 * 1024,
  outputBytes: 10_000,
  fileBytes: 1_000_000,
  files: 100,
};

export const FAKE_OPTIONS: CellOptions = {
  walls: { seal: true, scrub: true, os: "required" },
  memoryBytes: LIMITS.memoryBytes,
  program: FAKE_CELL,
};

export function fakeImage(start = "good", key = "key", name = "base"): PreparedImage {
  return { name, key, pyodideDir: "/none", snapshot: null, wheels: [], preload: start.split(", ") };
}

export function program(code: string, change: Partial<Program> = {}): Program {
  return { code, stdin: "", files: [], limits: LIMITS, fixed: null, stubs: null, ...change };
}

export function file(path: string, text: string): GivenFile {
  return { path, bytes: Buffer.from(text) };
}

export const FOREVER: AbortSignal = new AbortController().signal;

export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Waits, generously, until it is so. */
export async function until(isSo: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const end = performance.now() + 60_000;
  while (!(await isSo())) {
    if (performance.now() > end) throw new Error(`It never came to be: ${what}`);
    await Bun.sleep(10);
  }
}
