import type { WallState } from "../types.ts";
import { landlockVersion, raiseLandlock } from "./landlock.ts";
import { type LinuxCalls, openLinuxCalls } from "./linux.ts";
import { raiseOwnProcess } from "./own-process.ts";
import { dataInUse, raiseRlimits } from "./rlimits.ts";
import { raiseSeccomp } from "./seccomp.ts";
import {
  closeSockets,
  makeSockets,
  passesLandlock,
  passesSeccomp,
  type Sockets,
} from "./self-test.ts";
import type { Architecture } from "./syscalls.ts";
import { raised, unsupported } from "./wall-state.ts";

export interface LinuxPrepared {
  readonly system: "linux";
  readonly linux: LinuxCalls;
  /** Who was the parent while it was certainly alive. */
  readonly parent: number;
}

export function prepareLinux(architecture: Architecture): LinuxPrepared {
  return { system: "linux", linux: openLinuxCalls(architecture), parent: process.ppid };
}

export function raiseProcess({ linux, parent }: LinuxPrepared): WallState {
  return raised("process", () => raiseOwnProcess(linux, parent));
}

/** Landlock first, since it is tried by opening files, which the limits and seccomp refuse for reasons of their own. */
export function raiseLinux(
  { linux, parent }: LinuxPrepared,
  memoryBytes: number,
): readonly WallState[] {
  const dataBytes = dataInUse();
  const sockets = makeSockets(linux);
  const landlock = landlockState(linux, sockets);
  const rlimits = raised("rlimits", () => raiseRlimits(linux, { dataBytes, memoryBytes }));
  const seccomp = raised("seccomp", () => {
    raiseSeccomp(linux);
    refuseHoles(passesSeccomp(linux, sockets, parent));
    return "only memory, threads, time and open descriptors";
  });
  closeSockets(linux, sockets);
  return [rlimits, landlock, seccomp];
}

function landlockState(linux: LinuxCalls, sockets: Sockets): WallState {
  const version = landlockVersion(linux);
  if (version === 0)
    return unsupported("landlock", "this kernel has none or does not switch it on");
  return raised("landlock", () => {
    const { allThreads } = raiseLandlock(linux, version);
    refuseHoles(passesLandlock(linux, version, sockets));
    return `version ${version}, ${allThreads ? "all threads" : "the program's thread"}`;
  });
}

function refuseHoles(holes: readonly string[]): void {
  if (holes.length > 0) throw new Error(`it was raised, and yet one can ${holes.join(", ")}`);
}
