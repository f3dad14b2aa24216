import { spawn } from "node:child_process";
import type { ChildProcessWithoutNullStreams } from "node:child_process";
import { statSync } from "node:fs";
import { resolve } from "node:path";
import { minimalEnvironment } from "./environment.ts";

export interface Command {
  readonly command: string;
  readonly args: readonly string[];
  /** Added to a minimal environment. */
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
}

/**
 * The server waits for a first line before it begins to be: until then nothing of it runs, and
 * should we be gone by then, it ends. `read` takes that line alone; the rest is the server's.
 */
const GATE = 'read -r go && exec "$@"';

/** Spawns the leader of a new process group, which waits until `openGate` is called. Throws the end of a sentence. */
export function spawnServer({ command, args, env, cwd }: Command): ChildProcessWithoutNullStreams {
  const environment = minimalEnvironment(env);
  const program = findProgram(command, cwd, environment["PATH"]);
  const gated = ["-c", GATE, "glassbox-gate", program, ...args];
  return spawn("/bin/sh", gated, { cwd, env: environment, detached: true });
}

/** The server's own program takes the place of the waiting shell, with its process id. */
export function openGate(child: ChildProcessWithoutNullStreams): void {
  child.stdin.write("go\n");
}

function findProgram(command: string, cwd: string, path = ""): string {
  if (!statSync(cwd, { throwIfNoEntry: false })?.isDirectory()) {
    throw new Error(`has no directory ${cwd} to run in; create it`);
  }
  const named = command.includes("/") ? resolve(cwd, command) : command;
  const found = Bun.which(named, { PATH: path, cwd });
  if (found !== null) return found;
  if (command.includes("/") && statSync(named, { throwIfNoEntry: false })) {
    throw new Error(
      `has no command: "${command}" is not executable; make it so or name another one`,
    );
  }
  throw new Error(
    `has no command: "${command}" was not found; install it or give its absolute path`,
  );
}
