import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { existsSync, readFileSync } from "node:fs";
import { chmod, mkdir, mkdtemp, open, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";

import { isNeeded, lookAtWalls, prepareWalls } from "./index.ts";
import { landlockVersion } from "./landlock.ts";
import type { Orders, Targets } from "./testing/captive.ts";

const EVERY_WAY = ["read", "write", "spawn", "signal", "tcp", "unix"];
const SECRET = "the secret outside";
const ENOSYS = 38;
const EPERM = 1;

let folder = "";
let targets: Targets;
let heard: string[] = [];
let signals = 0;
const closers: (() => void)[] = [];

beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), "walls-")));
  const socket = {
    data: (_: unknown, data: Buffer) => void heard.push(data.toString()),
    open() {},
  };
  const tcp = Bun.listen({ hostname: "127.0.0.1", port: 0, socket });
  const unix = Bun.listen({ unix: join(folder, "listener.sock"), socket });
  const count = () => void signals++;
  process.on("SIGUSR2", count);
  closers.push(
    () => tcp.stop(true),
    () => unix.stop(true),
    () => process.off("SIGUSR2", count),
  );
  targets = {
    secret: join(folder, "secret"),
    marker: join(folder, "marker"),
    port: tcp.port,
    socket: join(folder, "listener.sock"),
  };
  await writeFile(targets.secret, SECRET);
  // For one who is not root as well: what holds is a wall, and not the mode of a folder.
  await chmod(folder, 0o777);
});

afterAll(async () => {
  for (const close of closers) close();
  await rm(folder, { recursive: true, force: true });
});

describe.skipIf(process.platform !== "linux")("on Linux", () => {
  const version = process.platform === "linux" ? versionHere() : 0;

  test("all walls stand, and nothing gets out", async () => {
    const { said, code } = await captive({ walls: "required", then: "escape", targets });
    expect(code).toBe(0);
    expect(states(said)).toEqual({
      process: "up",
      rlimits: "up",
      landlock: version > 0 ? "up" : "missing",
      seccomp: "up",
    });
    expect(said.slice(1)).toEqual(["up"]);
    expect(await seenOutside()).toEqual({ marker: false, heard: [], signals: 0 });
  }, 30_000);

  test("they stand without being root, too", async () => {
    const orders: Orders = { walls: "required", then: "escape", targets, asNobody: true };
    const { said } = await captive(orders);
    expect(states(said)).toMatchObject({ process: "up", rlimits: "up", seccomp: "up" });
    expect(said.slice(1)).toEqual(["up"]);
    expect(await seenOutside()).toEqual({ marker: false, heard: [], signals: 0 });
  }, 30_000);

  test("seccomp alone lets nothing out", async () => {
    const { said } = await captive({ walls: "seccomp", then: "escape", targets });
    expect(said).toEqual(["up"]);
    expect(await seenOutside()).toEqual({ marker: false, heard: [], signals: 0 });
  }, 30_000);

  test.skipIf(version < 6)(
    "Landlock alone holds files, programs, signals and TCP",
    async () => {
      const { said } = await captive({ walls: "landlock", then: "escape", targets });
      expect(said.filter((way) => way !== "unix")).toEqual(["up"]);
      const { marker, signals: received } = await seenOutside();
      expect([marker, received]).toEqual([false, 0]);
    },
    30_000,
  );

  test("without walls every way leads out: the listeners can hear", async () => {
    const { said } = await captive({ walls: "none", then: "escape", targets });
    expect(said).toEqual(["up", ...EVERY_WAY]);
    const seen = await seenOutside();
    expect(seen.marker).toBe(true);
    expect(seen.heard).toEqual(["it got out", "it got out"]);
    expect(seen.signals).toBeGreaterThan(0);
  }, 30_000);

  test("the self-test sees each hole when there is no wall", async () => {
    const { said } = await captive({ walls: "none", then: "self-test" });
    expect(said[1]).toEqual([
      "open a file",
      "make a file",
      "make a unix socket",
      "make an internet socket",
      "connect to a unix socket",
      "connect to an address",
      "run a program",
      "start a process",
      "signal its parent",
      "trace another process",
      "outlive its parent",
      "raise its limits",
    ]);
  }, 30_000);

  test("compilers, collector, memory, zstd, timers and new threads go on behind them", async () => {
    const behind = await captive({ walls: "required", then: "work" });
    const before = await captive({ walls: "none", then: "work" });
    expect(behind.said[2]).toBeDefined();
    expect(behind.said[2]).toEqual(before.said[1]);
  }, 60_000);

  test.skipIf(process.arch !== "x64")(
    "a number of the second set ends the process",
    async () => {
      const held = await captive({ walls: "required", then: "x32" });
      expect(held.signal).toBe("SIGSYS");
      const open = await captive({ walls: "none", then: "x32" });
      expect(open.code).toBe(0);
    },
    30_000,
  );

  test("memory does not grow past its bound", async () => {
    const held = await captive({ walls: "required", then: "grow" });
    expect(held.said[2]).toBe("memory ran out");
    const open = await captive({ walls: "none", then: "grow" });
    expect(open.said[1]).toBe("grow");
  }, 30_000);

  test("a descriptor that was left open to it is closed", async () => {
    const secret = await open(targets.secret);
    const held = await captive({ walls: "required", then: "read 3" }, { extra: secret.fd });
    expect(held.said[2]).toBe("closed");
    const free = await captive({ walls: "none", then: "read 3" }, { extra: secret.fd });
    expect(free.said[1]).toBe("read");
    await secret.close();
  }, 30_000);

  test("another process of the same user cannot look into it", async () => {
    const held = await parentOf({ walls: "required", then: "spin", asNobody: true }, "up");
    expect((await lookInto(held.pid)).said).toEqual(["up", "shut"]);
    await held.kill();
    const free = await parentOf({ walls: "none", then: "spin", asNobody: true }, "up");
    expect((await lookInto(free.pid)).said).toEqual(["up", "looked"]);
    await free.kill();
    process.kill(free.pid, "SIGKILL");
  }, 60_000);

  test("a process with an environment, or with files around it, is refused", async () => {
    const told = await captive({ walls: "required", then: "nothing" }, { env: { TOKEN: "x" } });
    expect(told.code).toBe(1);
    expect(refusalIn(told.said)).toContain("process (its environment is not empty (TOKEN))");
    const amidst = await captive({ walls: "required", then: "nothing" }, { cwd: folder });
    expect(refusalIn(amidst.said)).toContain("its working folder is not empty");
  }, 30_000);
});

describe.skipIf(process.platform !== "linux")("a machine that lacks a wall", () => {
  test("without seccomp nothing starts, and the sentence says what to do", async () => {
    const without = { calls: ["seccomp" as const], errno: ENOSYS };
    const { said, code } = await captive({ walls: "required", then: "nothing", without });
    expect(code).toBe(1);
    expect(refusalIn(said)).toMatch(
      /missing: seccomp \(.+\)\. To mend it: use a kernel .+ python\.allowWeak/,
    );
  }, 30_000);

  test("where it is allowed to be weak, it starts and says what is missing", async () => {
    const without = { calls: ["seccomp" as const], errno: EPERM };
    const { said } = await captive({ walls: "if-present", then: "nothing", without });
    expect(states(said)).toMatchObject({ process: "up", rlimits: "up", seccomp: "missing" });
  }, 30_000);

  test("without Landlock it starts, since seccomp holds the same", async () => {
    const without = { calls: ["landlock_create_ruleset" as const], errno: ENOSYS };
    const { said, code } = await captive({ walls: "required", then: "escape", targets, without });
    expect(code).toBe(0);
    expect(states(said)).toMatchObject({ landlock: "missing", seccomp: "up" });
    expect(said.slice(1)).toEqual(["up"]);
    expect(await seenOutside()).toEqual({ marker: false, heard: [], signals: 0 });
  }, 30_000);

  test.skipIf(versionHere() === 0)(
    "a Landlock that is there and cannot be raised is a fault",
    async () => {
      const without = { calls: ["landlock_restrict_self" as const], errno: EPERM };
      const { said, code } = await captive({ walls: "required", then: "nothing", without });
      expect(code).toBe(1);
      expect(refusalIn(said)).toContain("landlock (the kernel refused to raise it");
    },
    30_000,
  );

  test("limits that cannot be set are a fault", async () => {
    const without = { calls: ["prlimit64" as const], errno: EPERM };
    const { said } = await captive({ walls: "required", then: "nothing", without });
    expect(refusalIn(said)).toContain("rlimits (the limit core could not be set");
  }, 30_000);

  test("a process that cannot be made to end with its parent is refused", async () => {
    const without = { calls: ["prctl" as const], errno: EPERM };
    const { said } = await captive({ walls: "required", then: "nothing", without });
    expect(refusalIn(said)).toContain("process (it would outlive its parent)");
  }, 30_000);
});

describe.skipIf(process.platform !== "linux")("a parent that is killed", () => {
  test("takes a captive in an endless loop with it", async () => {
    const { pid, kill } = await parentOf({ walls: "required", then: "spin" }, "up");
    await kill();
    await gone(pid);
  }, 60_000);

  test("would leave it behind without the walls", async () => {
    const { pid, kill } = await parentOf({ walls: "none", then: "spin" }, "up");
    await kill();
    expect(existsSync(`/proc/${pid}`)).toBe(true);
    process.kill(pid, "SIGKILL");
    await gone(pid);
  }, 60_000);

  test("is noticed also when it was killed before the walls stood", async () => {
    const orders: Orders = { walls: "required", then: "spin", waitFor: "orphaned" };
    const { pid, kill } = await parentOf(orders, "waiting");
    await kill();
    await gone(pid);
  }, 60_000);

  test("and also when only its end of the pipe tells", async () => {
    const orders: Orders = { walls: "required", then: "spin", waitFor: "end of input" };
    const { said, code } = await captive(orders);
    expect(said).toEqual(["waiting"]);
    expect(code).toBe(0);
  }, 60_000);
});

test("a look says how each wall stands on this machine", async () => {
  const walls = await lookAtWalls();
  const names = walls.map(({ name }) => name);
  expect(names).toEqual(
    process.platform === "darwin"
      ? ["process", "rlimits", "seatbelt"]
      : ["process", "rlimits", "landlock", "seccomp"],
  );
  expect(walls.filter(isNeeded)).toEqual([]);
}, 30_000);

function lookInto(pid: number) {
  return captive({ walls: "none", then: "look into", pid, asNobody: true });
}

interface Surroundings {
  readonly env?: Record<string, string>;
  readonly cwd?: string;
  readonly extra?: number;
}

async function captive(orders: Orders, { env = {}, cwd, extra }: Surroundings = {}) {
  heard = [];
  signals = 0;
  await rm(targets.marker, { force: true });
  const script = join(import.meta.dir, "testing", "captive.ts");
  const child = Bun.spawn([process.execPath, "--smol", script, JSON.stringify(orders)], {
    cwd: cwd ?? (await emptyFolder()),
    env,
    stdio: ["pipe", "pipe", "inherit", ...(extra === undefined ? [] : [extra])],
  });
  if (orders.waitFor === "end of input") child.stdin.end();
  const text = await child.stdout.text();
  const code = await child.exited;
  const lines = text.split("\n").filter((line) => line !== "");
  return { said: lines.map((line) => JSON.parse(line) as unknown), code, signal: child.signalCode };
}

const stands = z.array(z.object({ name: z.string(), state: z.string() }));

function states(said: readonly unknown[]): Record<string, string> {
  return Object.fromEntries(stands.parse(said[0]).map(({ name, state }) => [name, state]));
}

function refusalIn(said: readonly unknown[]): string {
  return z.object({ refused: z.string() }).parse(said[0]).refused;
}

/** After a round trip through the same queues that a message, or a signal, would take. */
async function seenOutside() {
  await Bun.sleep(20);
  return { marker: existsSync(targets.marker), heard: heard.toSorted(), signals };
}

async function parentOf(orders: Orders, until: string) {
  const script = join(import.meta.dir, "testing", "parent.ts");
  const command = [process.execPath, "--smol", script, JSON.stringify(orders), await emptyFolder()];
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

async function gone(pid: number): Promise<void> {
  while (isRunning(pid)) await Bun.sleep(10);
}

/** One that nobody has waited for yet runs no more. */
function isRunning(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
}

let folders = 0;

async function emptyFolder(): Promise<string> {
  const path = join(folder, `empty-${folders++}`);
  await mkdir(path, { mode: 0o777 });
  return path;
}

function versionHere(): number {
  const prepared = prepareWalls();
  return prepared.system === "linux" ? landlockVersion(prepared.linux) : 0;
}
