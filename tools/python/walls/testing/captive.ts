import { dlopen, FFIType } from "bun:ffi";
import { readFile } from "node:fs/promises";
import { readFileSync, readSync, writeFileSync, writeSync } from "node:fs";

import { prepareWalls, raiseWalls, type WallOptions } from "../index.ts";
import { landlockVersion, raiseLandlock } from "../landlock.ts";
import { type LinuxCalls, openLinuxCalls } from "../linux.ts";
import { raiseSeccomp } from "../seccomp.ts";
import { makeSockets, passesSeccomp } from "../self-test.ts";
import { knownArchitecture, type SyscallName } from "../syscalls.ts";
import { refuse } from "./refuse.ts";
import { work } from "./work.ts";

/** A process that puts itself behind walls and then does what it is told. Started by the tests, answers on fd 1. */
export interface Orders {
  /** `none`: not even those of the process; `landlock`, `seccomp`: that one alone. */
  readonly walls: WallOptions["os"] | "none" | "landlock" | "seccomp";
  /** What a filter around it refuses already, with this error: a machine that lacks something. */
  readonly without?: { readonly calls: readonly SyscallName[]; readonly errno: number };
  /** Gives up being root first. */
  readonly asNobody?: true;
  readonly waitFor?: "orphaned" | "end of input";
  readonly then:
    | "nothing"
    | "look into"
    | "escape"
    | "work"
    | "spin"
    | "self-test"
    | "x32"
    | "grow"
    | "read 3";
  readonly targets?: Targets;
  readonly pid?: number;
}

export interface Targets {
  readonly secret: string;
  readonly marker: string;
  readonly port: number;
  readonly socket: string;
}

const { i64_fast } = FFIType;
const raw = dlopen("libc.so.6", { syscall: { args: [i64_fast], returns: i64_fast } });
/** Asked for while it can be: behind the walls the answer is -1, which would be everybody. */
const PARENT = process.ppid;
const NOBODY = 65534;
const MB = 1024 * 1024;
const NO_NEW_PRIVILEGES = 38;
const SET_DUMPABLE = 4;

if (import.meta.main) await obey(JSON.parse(process.argv[2] ?? "") as Orders);

async function obey(orders: Orders): Promise<void> {
  const linux = openLinuxCalls(knownArchitecture() ?? "x64");
  if (orders.asNobody && process.getuid?.() === 0) becomeNobody(linux);
  if (orders.without) refuse(linux, orders.without.calls, orders.without.errno);
  const prepared = prepareWalls();
  // So that the threads that read files are there before the walls.
  await readFile(import.meta.path);
  if (orders.waitFor) wait(orders.waitFor);
  const { walls } = orders;
  try {
    if (walls === "landlock") raiseLandlock(linux, landlockVersion(linux));
    else if (walls === "seccomp") raiseAlone(linux);
    else if (walls !== "none") say(raiseWalls(prepared, { os: walls, memoryBytes: 64 * MB }));
  } catch (error) {
    say({ refused: String(error) });
    process.exit(1);
  }
  say("up");
  await act(orders, linux);
  process.exit(0);
}

function raiseAlone(linux: LinuxCalls): void {
  linux.call("prctl", NO_NEW_PRIVILEGES, 1, 0, 0, 0);
  raiseSeccomp(linux);
}

async function act({ then, targets, pid }: Orders, linux: LinuxCalls): Promise<void> {
  if (then === "spin") while (true);
  if (then === "work") say(await work());
  if (then === "escape") for (const got of await escapes(targets!)) say(got);
  if (then === "self-test") say(passesSeccomp(linux, makeSockets(linux), PARENT));
  if (then === "x32") say(x32());
  if (then === "grow") say(attempt("grow", () => grow()) ?? "memory ran out");
  if (then === "look into")
    say(attempt("looked", () => readFileSync(`/proc/${pid}/environ`)) ?? "shut");
  if (then === "read 3") say(attempt("read", () => readSync(3, new Uint8Array(8))) ?? "closed");
}

/** Names of the ways that led out. */
async function escapes({ secret, marker, port, socket }: Targets): Promise<readonly string[]> {
  const file = attempt("read", () => readFileSync(secret));
  const byAnother = await readFile(secret).then(
    () => "thread",
    () => null,
  );
  const made = attempt("write", () => writeFileSync(marker, "written"));
  const ran = attempt("spawn", () => Bun.spawnSync(["/bin/sh", "-c", `echo spawned >> ${marker}`]));
  const signalled = attempt("signal", () => process.kill(PARENT, "SIGUSR2"));
  const overTcp = await reach("tcp", { hostname: "127.0.0.1", port });
  const overUnix = await reach("unix", { unix: socket });
  return [file, byAnother, made, ran, signalled, overTcp, overUnix].filter((way) => way !== null);
}

function attempt(name: string, way: () => unknown): string | null {
  try {
    way();
    return name;
  } catch {
    return null;
  }
}

async function reach(
  name: string,
  where: { hostname: string; port: number } | { unix: string },
): Promise<string | null> {
  try {
    const socket = { data() {}, open() {}, connectError() {}, error() {} };
    const connected = await ("unix" in where
      ? Bun.connect({ ...where, socket })
      : Bun.connect({ ...where, socket }));
    connected.end("it got out");
    await Bun.sleep(50);
    return name;
  } catch {
    return null;
  }
}

function becomeNobody(linux: LinuxCalls): void {
  process.setgroups?.([]);
  process.setgid?.(NOBODY);
  process.setuid?.(NOBODY);
  // As it is with a process that was started by that user.
  linux.call("prctl", SET_DUMPABLE, 1);
}

function grow(): void {
  new WebAssembly.Memory({ initial: 1, maximum: 32_768 }).grow(1024 * 16);
}

/** The same call by its number of the second set. */
function x32(): number {
  return Number(raw.symbols.syscall(0x40000000 + 39));
}

function wait(what: "orphaned" | "end of input"): void {
  const parent = process.ppid;
  say("waiting");
  while (what === "orphaned" && process.ppid === parent)
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
  while (what === "end of input" && readSync(0, new Uint8Array(64)) > 0);
}

/** Goes on when nobody listens any more: it is not the broken pipe that ends a captive. */
function say(what: unknown): void {
  try {
    writeSync(1, `${JSON.stringify(what)}\n`);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EPIPE")) throw error;
  }
}
