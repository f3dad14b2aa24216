// What a kernel process costs to start, to ask, and to keep.
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { type Client, connect } from "../ui/socket/client.ts";
import { homePaths } from "../ui/socket/home.ts";
import { startKernel } from "../ui/socket/start-kernel.ts";
import { fillWithRuns, openAt } from "./replay/ledger-file.ts";
import { type Measured, progress, runBench } from "./support/bench.ts";
import { median } from "./support/statistics.ts";
import { withTempFolder } from "./support/temp-folder.ts";

const LAUNCHER = join(import.meta.dir, "../ui/cli/glassbox.mjs");
/** After this long without a call, what the boot left behind is collected. */
const SETTLE_MS = 3000;
const LEAVE_MS = 20_000;
const PAST_EVENTS = 10_000;

await runBench("cold", ({ quick }) => withTempFolder((folder) => measure(folder, quick)));

async function measure(folder: string, quick: boolean): Promise<Measured> {
  const home = join(folder, "home");
  // Should the bench break off, its kernel goes by itself.
  process.env["GLASSBOX_IDLE_MS"] = String(LEAVE_MS);
  const client = await connect({ home, start: false });
  await firstAnswer(client, home);
  await stop(client);
  await addPast(home);
  const figures = await figuresOf(client, home, quick ? 7 : 31);
  await stop(client);
  return { figures };
}

/** A home that has been used: what is in its ledger counts for the start and for the memory. */
async function addPast(home: string): Promise<void> {
  const ledger = await openAt(homePaths(home).tenantDir);
  await fillWithRuns(ledger, PAST_EVENTS);
  await ledger.close();
}

async function figuresOf(client: Client, home: string, rounds: number) {
  const cold: number[] = [];
  const bare: number[] = [];
  for (let round = 1; round <= rounds; round++) {
    progress(`start ${round} of ${rounds}`);
    if (round > 1) await stop(client);
    bare.push(await milliseconds(() => ended(Bun.spawn([process.execPath, "-e", "0"]))));
    cold.push(await milliseconds(() => firstAnswer(client, home)));
  }
  const { pid } = (await client.call("kernel.info")) as { pid: number };
  progress("idle");
  await Bun.sleep(SETTLE_MS);
  const rssIdleMb = residentMb(pid);
  progress("a command to it");
  const warm: number[] = [];
  for (let round = 1; round <= rounds; round++) warm.push(await milliseconds(() => status(home)));
  return {
    coldToBunEval: median(cold) / median(bare),
    coldMs: median(cold),
    bunEvalMs: median(bare),
    warmCliMs: median(warm),
    rssIdleMb,
    rssBareBunMb: await bareBunMb(),
  };
}

/** From spawning the process until a verb has answered over its socket. */
async function firstAnswer(client: Client, home: string): Promise<void> {
  const how = await startKernel(homePaths(home));
  if (how !== "ready") throw new Error("another process took the lock of the bench's own home");
  await client.call("kernel.info");
}

/** Ends the kernel and waits until its process is gone. */
async function stop(client: Client): Promise<void> {
  const { pid } = (await client.call("kernel.info")) as { pid: number };
  await client.call("kernel.stop");
  while (isAlive(pid)) await Bun.sleep(5);
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function status(home: string): Promise<void> {
  const env = { ...process.env, GLASSBOX_HOME: home };
  const cli = Bun.spawn([process.execPath, LAUNCHER, "status", "--json"], { env, stderr: "pipe" });
  const answer = await new Response(cli.stdout).text();
  if ((await cli.exited) === 0 && JSON.parse(answer).ok === true) return;
  throw new Error(`glassbox status --json: ${answer}${await new Response(cli.stderr).text()}`);
}

async function ended(child: Bun.Subprocess): Promise<void> {
  if ((await child.exited) !== 0) throw new Error("bun -e 0 failed");
}

async function milliseconds(work: () => Promise<void>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

/** What any idle process of Bun holds: the part of `rssIdleMb` that is not ours. */
async function bareBunMb(): Promise<number> {
  const idle = Bun.spawn([process.execPath, "-e", "setInterval(() => {}, 1e6)"]);
  await Bun.sleep(SETTLE_MS);
  const held = residentMb(idle.pid);
  idle.kill();
  await idle.exited;
  return held;
}

function residentMb(pid: number): number {
  if (process.platform === "linux") {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]) / 1024;
  }
  const { stdout } = Bun.spawnSync(["ps", "-o", "rss=", "-p", String(pid)]);
  return Number(stdout.toString()) / 1024;
}
