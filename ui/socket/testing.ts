import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { homePaths } from "./home.ts";
import { takeLock } from "./lock.ts";

export const PROGRAM = join(import.meta.dir, "../../main.ts");

export interface Ended {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface StartOptions {
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly stdin?: string;
  readonly cwd?: string;
}

export interface TestHome {
  readonly home: string;
  /** A folder of its own for runs to work in. */
  readonly dir: string;
  readonly env: Readonly<Record<string, string>>;
  run(args: readonly string[], options?: StartOptions): Promise<Ended>;
  plan(name: string, plan: object): string;
  [Symbol.asyncDispose](): Promise<void>;
}

/** A home of its own whose kernel ends with the test. */
export function testHome(idleMs = 20_000): TestHome {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "gb-")));
  const home = join(root, "home");
  const dir = join(root, "work");
  Bun.spawnSync(["mkdir", "-p", dir]);
  const env = {
    PATH: process.env["PATH"] ?? "",
    HOME: root,
    GLASSBOX_HOME: home,
    // Whether this machine has an Ollama makes no difference to a test: nothing listens there.
    OLLAMA_HOST: "127.0.0.1:9",
    GLASSBOX_IDLE_MS: String(idleMs),
  };
  return {
    home,
    dir,
    env,
    run: (args, options = {}) => runProgram(args, env, { cwd: dir, ...options }),
    plan(name, plan) {
      const path = join(root, `${name}.json`);
      writeFileSync(path, JSON.stringify(plan));
      return path;
    },
    async [Symbol.asyncDispose]() {
      for (const pid of kernelPids(home)) {
        try {
          process.kill(pid, "SIGKILL");
        } catch {
          // It has left by itself.
        }
      }
      await Bun.sleep(20);
      rmSync(root, { recursive: true, force: true });
    },
  };
}

async function runProgram(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  options: StartOptions,
): Promise<Ended> {
  const child = Bun.spawn([process.execPath, PROGRAM, ...args], {
    cwd: options.cwd ?? "/",
    env: { ...env, ...options.env },
    stdin: options.stdin === undefined ? "ignore" : Buffer.from(options.stdin),
    stdout: "pipe",
    stderr: "pipe",
  });
  const [stdout, stderr, exitCode] = await Promise.all([
    child.stdout.text(),
    child.stderr.text(),
    child.exited,
  ]);
  return { stdout, stderr, exitCode };
}

/** Processes that hold or want the lock of a home, found by their environment. */
export function kernelPids(home: string): number[] {
  if (process.platform !== "linux") return psPids(home);
  const found: number[] = [];
  for (const name of new Bun.Glob("[0-9]*").scanSync({ cwd: "/proc", onlyFiles: false })) {
    try {
      const command = readFileSync(`/proc/${name}/cmdline`, "utf8").split("\0");
      const environment = readFileSync(`/proc/${name}/environ`, "utf8").split("\0");
      if (command.includes("--kernel") && environment.includes(`GLASSBOX_HOME=${home}`))
        found.push(Number(name));
    } catch {
      // It ended while we looked.
    }
  }
  return found;
}

function psPids(home: string): number[] {
  const { stdout } = Bun.spawnSync(["lsof", "-t", homePaths(home).lock]);
  return stdout.toString().split("\n").filter(Boolean).map(Number);
}

/** Kills a home's kernel and waits until all that it held is free. */
export async function killKernel(home: string): Promise<void> {
  for (const pid of kernelPids(home)) process.kill(pid, "SIGKILL");
  await until(() => {
    const lock = takeLock(homePaths(home).lock);
    lock?.release();
    return lock !== null;
  });
}

/** Waits for something that another process does; the test's own time limit is the end of patience. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await Bun.sleep(20);
}
