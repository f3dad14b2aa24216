import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { median } from "../support/statistics.ts";

/** The interpreter of this machine that programs are compared with. */
export interface NativePython {
  /** The program itself, behind any wrapper that a version manager put in its place. */
  readonly path: string;
  readonly version: readonly [number, number];
}

export interface NativeRun {
  readonly ok: boolean;
  readonly stdout: string;
  readonly lastLine: string;
  readonly milliseconds: number;
}

const OLDEST = [3, 11] as const;
const MINORS = [11, 12, 13, 14, 15] as const;
const ASK = "import sys; print(sys.executable); print(*sys.version_info[:2])";
const DEADLINE_MS = 120_000;

/** What `python3` starts; null where there is none, or an older one than the programs are written for. */
export function findNativePython(): NativePython | null {
  const wrapper = Bun.which("python3");
  return wrapper === null ? null : lookAt(wrapper);
}

/** Another one of this machine that starts clearly faster than `python3`: the harder peer. */
export function findFasterPython(python: NativePython): NativePython | null {
  const folders = (process.env["PATH"] ?? "").split(":");
  const names = ["python3", ...MINORS.map((minor) => `python3.${minor}`)];
  const paths = folders.flatMap((folder) => names.map((name) => join(folder, name)));
  const others = paths
    .filter(existsSync)
    .map(lookAt)
    .filter((one) => one !== null);
  const timed = [...new Map(others.map((one) => [one.path, one])).values()].map((one) => ({
    one,
    milliseconds: startMs(one),
  }));
  const [first] = timed.toSorted((a, b) => a.milliseconds - b.milliseconds);
  const isFaster = first !== undefined && first.milliseconds < 0.8 * startMs(python);
  return isFaster ? first.one : null;
}

function lookAt(command: string): NativePython | null {
  const { success, stdout } = Bun.spawnSync([command, "-c", ASK]);
  const [path, numbers] = stdout.toString().trim().split("\n");
  const [major, minor] = (numbers ?? "").split(" ").map(Number);
  if (!success || !path || major === undefined || minor === undefined) return null;
  return isAtLeast([major, minor], OLDEST) ? { path, version: [major, minor] } : null;
}

function startMs({ path }: NativePython): number {
  return median(Array.from({ length: 7 }, () => runNatively([path], "print(1)").milliseconds));
}

export function isAtLeast(
  version: readonly [number, number],
  needed: readonly [number, number],
): boolean {
  return version[0] > needed[0] || (version[0] === needed[0] && version[1] >= needed[1]);
}

/** One process for one program, in an empty folder of its own, which is not part of the time. */
export function runNatively(command: readonly string[], code: string): NativeRun {
  const cwd = mkdtempSync(join(tmpdir(), "glassbox-native-"));
  try {
    const start = performance.now();
    const { exitCode, stdout, stderr } = Bun.spawnSync(
      [...command, "-I", "-X", "utf8", "-c", code],
      { cwd, stdin: null, timeout: DEADLINE_MS },
    );
    const milliseconds = performance.now() - start;
    const lastLine = stderr.toString().trimEnd().split("\n").at(-1) ?? "";
    return { ok: exitCode === 0, stdout: stdout.toString(), lastLine, milliseconds };
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
}
