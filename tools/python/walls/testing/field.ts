import { existsSync, readFileSync } from "node:fs";
import { chmod, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";

import type { Orders, Targets } from "./captive.ts";

/** What stands outside the walls and notices who comes: a secret, a marker, listeners, and the parent itself. */
export interface Field {
  readonly folder: string;
  readonly targets: Targets;
  /** Starts a captive and hears it out. */
  captive(orders: Orders, around?: Surroundings): Promise<Heard>;
  /** A parent with a captive that has said `until`; `kill` kills the parent alone. */
  parentOf(orders: Orders, until: string): Promise<{ readonly pid: number; kill(): Promise<void> }>;
  /** Since the last captive was started. */
  seenOutside(): Promise<Seen>;
  close(): Promise<void>;
}

export interface Surroundings {
  readonly env?: Record<string, string>;
  readonly cwd?: string;
  /** A descriptor that becomes number 3. */
  readonly extra?: number;
}

export interface Heard {
  readonly said: readonly unknown[];
  readonly code: number;
  readonly signal: string | null;
}

export interface Seen {
  readonly marker: boolean;
  readonly heard: readonly string[];
  readonly signals: number;
}

export const NOTHING: Seen = { marker: false, heard: [], signals: 0 };

export async function makeField(): Promise<Field> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), "walls-")));
  const seen = { heard: [] as string[], signals: 0 };
  const data = (_: unknown, bytes: Buffer) => void seen.heard.push(bytes.toString());
  const socket = { data, open() {} };
  const tcp = Bun.listen({ hostname: "127.0.0.1", port: 0, socket });
  const unix = Bun.listen({ unix: join(folder, "listener.sock"), socket });
  const count = () => void seen.signals++;
  process.on("SIGUSR2", count);
  const targets = {
    secret: join(folder, "secret"),
    marker: join(folder, "marker"),
    port: tcp.port,
    socket: join(folder, "listener.sock"),
  };
  await writeFile(targets.secret, "the secret outside");
  // For one who is not root as well: what holds is a wall, and not the mode of a folder.
  await chmod(folder, 0o777);
  const started: number[] = [];
  return {
    folder,
    targets,
    async captive(orders, around = {}) {
      seen.heard = [];
      seen.signals = 0;
      await rm(targets.marker, { force: true });
      return hear(orders, { cwd: await emptyFolder(folder), ...around });
    },
    async parentOf(orders, until) {
      const parent = await startParent(orders, await emptyFolder(folder), until);
      started.push(parent.pid);
      return parent;
    },
    async seenOutside() {
      // What is on its way takes this turn of the loop at the latest.
      await Bun.sleep(20);
      return { ...seen, marker: existsSync(targets.marker), heard: seen.heard.toSorted() };
    },
    async close() {
      for (const pid of started) if (isRunning(pid)) process.kill(pid, "SIGKILL");
      tcp.stop(true);
      unix.stop(true);
      process.off("SIGUSR2", count);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function hear(orders: Orders, { env = {}, cwd, extra }: Surroundings): Promise<Heard> {
  const script = join(import.meta.dir, "captive.ts");
  const child = Bun.spawn([process.execPath, "--smol", script, JSON.stringify(orders)], {
    ...(cwd === undefined ? {} : { cwd }),
    env,
    stdio: ["pipe", "pipe", "inherit", ...(extra === undefined ? [] : [extra])],
  });
  if (orders.waitFor === "end of input") child.stdin.end();
  const text = await child.stdout.text();
  const code = await child.exited;
  const lines = text.split("\n").filter((line) => line !== "");
  const signal = child.signalCode === null ? null : String(child.signalCode);
  return { said: lines.map((line) => JSON.parse(line) as unknown), code, signal };
}

async function startParent(orders: Orders, cwd: string, until: string) {
  const script = join(import.meta.dir, "parent.ts");
  const command = [process.execPath, "--smol", script, JSON.stringify(orders), cwd];
  const parent = Bun.spawn(command, { stdio: ["pipe", "pipe", "inherit"] });
  let text = "";
  for await (const chunk of parent.stdout) {
    text += new TextDecoder().decode(chunk);
    if (text.includes(`"${until}"\n`) && text.includes(`"pid"`)) break;
  }
  const pid = Number(/"pid":(\d+)/.exec(text)?.[1]);
  const kill = async () => {
    parent.kill("SIGKILL");
    await parent.exited;
  };
  return { pid, kill };
}

const stands = z.array(z.object({ name: z.string(), state: z.string() }));

export function states(said: readonly unknown[]): Record<string, string> {
  return Object.fromEntries(stands.parse(said[0]).map(({ name, state }) => [name, state]));
}

export function refusalIn(said: readonly unknown[]): string {
  return z.object({ refused: z.string() }).parse(said[0]).refused;
}

export async function gone(pid: number): Promise<void> {
  while (isRunning(pid)) await Bun.sleep(10);
}

/** One that nobody has waited for yet runs no more. */
export function isRunning(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
}

async function emptyFolder(folder: string): Promise<string> {
  const path = await mkdtemp(join(folder, "empty-"));
  await chmod(path, 0o777);
  return path;
}
