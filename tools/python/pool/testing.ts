import { fileURLToPath } from "node:url";
import type { GivenFile, Limits, Outcome, PreparedImage, Program, RunHooks } from "../types.ts";
import { type CellOptions, type CellProcess, startCell } from "./cell-process.ts";

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

const cells: CellProcess[] = [];

export async function fakeCell(start?: string): Promise<CellProcess> {
  const cell = await startCell(fakeImage(start), FAKE_OPTIONS);
  cells.push(cell);
  return cell;
}

export async function endFakeCells(): Promise<void> {
  await Promise.all(cells.splice(0).map((cell) => cell.kill()));
}

export async function runFake(
  code: string,
  change: Partial<Program> = {},
  hooks: Partial<RunHooks> = {},
): Promise<{ readonly outcome: Outcome; readonly cell: CellProcess }> {
  const cell = await fakeCell();
  const outcome = await cell.run(program(code, change), { signal: FOREVER, ...hooks });
  return { outcome, cell };
}

/** Its process is gone, or about to be. Hangs when it is not. */
export async function expectKilled(cell: CellProcess): Promise<void> {
  await cell.ended;
  if (cell.isAlive || isRunning(cell.pid)) throw new Error(`Process ${cell.pid} still runs`);
}
