import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

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
const ASK = "import sys; print(sys.executable); print(*sys.version_info[:2])";
const DEADLINE_MS = 120_000;

/** Null where there is no `python3`, or an older one than the programs are written for. */
export function findNativePython(): NativePython | null {
  const wrapper = Bun.which("python3");
  if (wrapper === null) return null;
  const { success, stdout } = Bun.spawnSync([wrapper, "-c", ASK]);
  const [path, numbers] = stdout.toString().trim().split("\n");
  const [major, minor] = (numbers ?? "").split(" ").map(Number);
  if (!success || !path || major === undefined || minor === undefined) return null;
  return isAtLeast([major, minor], OLDEST) ? { path, version: [major, minor] } : null;
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
