import { fstatSync, readdirSync, readFileSync, readlinkSync } from "node:fs";

import type { LinuxCalls } from "./linux.ts";

/** Source: linux/prctl.h. */
const SET_PARENT_DEATH_SIGNAL = 1;
const GET_PARENT_DEATH_SIGNAL = 2;
const GET_DUMPABLE = 3;
const SET_DUMPABLE = 4;
const SET_NO_NEW_PRIVILEGES = 38;
const SIGKILL = 9;
const POLLHUP = 0x10;
const O_CLOEXEC = 0o2000000;

/** What the event loop holds for itself. */
const OF_THE_RUNTIME = /^anon_inode:\[(eventpoll|eventfd|timerfd)\]$/;
const CAPABILITY_VERSION = 0x20080522;

/** Makes the process one that nobody can look into, that holds nothing of others, and that ends with its parent. */
export function raiseOwnProcess(linux: LinuxCalls, parent: number): string {
  dropCapabilities(linux);
  linux.call("prctl", SET_NO_NEW_PRIVILEGES, 1, 0, 0, 0);
  linux.call("prctl", SET_DUMPABLE, 0);
  endWithParent(linux, parent);
  closeInherited(linux);
  if (linux.call("prctl", GET_DUMPABLE) !== 0) throw new Error("other processes can look into it");
  checkSurroundings();
  return "empty environment and folder, no descriptors of others, ends with its parent";
}

/** On every system: nothing of the parent's may be around it. */
export function checkSurroundings(): void {
  const names = Object.keys(process.env);
  if (names.length > 0)
    throw new Error(`its environment is not empty (${names.slice(0, 3).join(", ")})`);
  if (readdirSync(".").length > 0) throw new Error("its working folder is not empty");
}

/** The signal follows the thread that started this process: a parent starts cells from a thread that stays. */
function endWithParent(linux: LinuxCalls, parent: number): void {
  linux.call("prctl", SET_PARENT_DEATH_SIGNAL, SIGKILL);
  const signal = new Int32Array(1);
  linux.call("prctl", GET_PARENT_DEATH_SIGNAL, signal);
  if (signal[0] !== SIGKILL) throw new Error("it would outlive its parent");
  // Gone before the signal was asked for: nobody would ever send it.
  if (linux.call("getppid") !== parent || hasHungUp(linux)) process.exit(0);
}

/** Whoever could write to standard input is gone: so is the parent, even one whose number was not that of a parent. */
function hasHungUp(linux: LinuxCalls): boolean {
  if (fstatSync(0).isCharacterDevice()) return false;
  const polled = new Int32Array([0, 0]);
  const now = new BigInt64Array(2);
  linux.call("ppoll", polled, 1, now, 0, 0);
  return ((polled[1]! >>> 16) & POLLHUP) !== 0;
}

function closeInherited(linux: LinuxCalls): void {
  for (const descriptor of openDescriptors()) {
    if (!isOfTheRuntime(descriptor)) linux.call("close", descriptor);
  }
  const left = openDescriptors().filter((descriptor) => !isOfTheRuntime(descriptor));
  if (left.length > 0) throw new Error(`it holds descriptors of others (${left.join(", ")})`);
}

function openDescriptors(): readonly number[] {
  const above = readdirSync("/proc/self/fd")
    .map(Number)
    .filter((descriptor) => descriptor > 2);
  // The listing itself is one, and closed by now.
  return above.filter((descriptor) => linkOf(descriptor) !== null);
}

/** Closed on exec, so opened by this process and not inherited, and of a kind that reaches nothing. */
function isOfTheRuntime(descriptor: number): boolean {
  const flags = /^flags:\s+(\d+)$/m.exec(readFileSync(`/proc/self/fdinfo/${descriptor}`, "utf8"));
  const isOwn = (Number.parseInt(flags?.[1] ?? "0", 8) & O_CLOEXEC) !== 0;
  return isOwn && OF_THE_RUNTIME.test(linkOf(descriptor) ?? "");
}

function linkOf(descriptor: number): string | null {
  try {
    return readlinkSync(`/proc/self/fd/${descriptor}`);
  } catch {
    return null;
  }
}

/** Of this thread and all that it starts; root without them is a user like others. */
function dropCapabilities(linux: LinuxCalls): void {
  const header = new Uint32Array([CAPABILITY_VERSION, 0]);
  const none = new Uint32Array(6);
  const dropped = linux.call("capset", header, none);
  const now = new Uint32Array(6);
  linux.call("capget", header, now);
  if (dropped < 0 || now.some((word) => word !== 0)) throw new Error("it keeps privileges");
}
