import { type ChildProcess, spawn } from "node:child_process";
import { homedir } from "node:os";
import { createCapture } from "./capture.ts";

export interface Execution {
  readonly command: string;
  readonly stdin: string;
  readonly cwd: string;
  readonly timeoutMs: number;
  readonly maxOutputBytes: number;
  readonly signal: AbortSignal;
}

export interface Outcome {
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly truncated: boolean;
  readonly durationMs: number;
  readonly timedOut: boolean;
}

/**
 * Beside the command, in its group, a shell waits at the pipe of descriptor 3, whose other end this
 * process alone holds: however this process ends, the pipe ends with it, and the group is killed.
 * The waiting shell is there before the command is, is no child of it, and no polite signal that the
 * command sends to its group ends it.
 */
const WATCHED = `trap '' HUP INT TERM
({ read -r end <&3; kill -s KILL -- "-$$"; } </dev/null >/dev/null 2>&1 &)
trap - HUP INT TERM
exec /bin/sh -c "$1" 3<&-`;

/**
 * Runs the command as the leader of a process group of its own. The group is killed at the
 * deadline, on abort, when the command itself has ended, and when this process has: nothing it
 * started outlives the call, except a process that left the group on purpose.
 */
export async function execute(execution: Execution): Promise<Outcome> {
  execution.signal.throwIfAborted();
  const started = performance.now();
  const stdout = createCapture(execution.maxOutputBytes);
  const stderr = createCapture(execution.maxOutputBytes);
  const child = spawn("/bin/sh", ["-c", WATCHED, "/bin/sh", execution.command], {
    cwd: execution.cwd,
    env: minimalEnvironment(),
    detached: true,
    stdio: ["pipe", "pipe", "pipe", "pipe"],
  });
  child.stdout?.on("data", stdout.add);
  child.stderr?.on("data", stderr.add);
  child.stdin?.on("error", () => undefined); // a command need not read what it is given
  child.stdin?.end(execution.stdin);

  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    killGroup(child);
  }, execution.timeoutMs);
  const abort = () => killGroup(child);
  execution.signal.addEventListener("abort", abort, { once: true });
  try {
    const { exitCode, signal } = await ended(child);
    execution.signal.throwIfAborted();
    return {
      exitCode,
      signal,
      stdout: stdout.text(),
      stderr: stderr.text(),
      truncated: stdout.truncated || stderr.truncated,
      durationMs: Math.round(performance.now() - started),
      timedOut,
    };
  } finally {
    clearTimeout(timer);
    execution.signal.removeEventListener("abort", abort);
    child.stdio[3]?.destroy();
  }
}

/** Settles when the command has ended and all its output is in. */
function ended(child: ChildProcess): Promise<{ exitCode: number | null; signal: string | null }> {
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    // Left-overs in the background would hold the output open for as long as they live.
    child.on("exit", () => killGroup(child));
    child.on("close", (exitCode, signal) => resolve({ exitCode, signal }));
  });
}

function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // Nobody of the group is left.
  }
}

/** Nothing of the host's environment but what commands cannot do without: no keys, no tokens. */
function minimalEnvironment(): Record<string, string> {
  return {
    PATH: process.env.PATH ?? "/usr/local/bin:/usr/bin:/bin",
    HOME: homedir(),
    LANG: process.env.LANG ?? "C.UTF-8",
    TERM: "dumb",
  };
}
