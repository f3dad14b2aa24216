import { unlinkSync } from "node:fs";

import { EACCES, EPERM, type LinuxCalls } from "./linux.ts";

const HERE = -100;
const O_RDONLY = 0;
const CREATE_NEW = 0o1 | 0o100 | 0o200;
const O_CLOEXEC = 0o2000000;
const AF_UNIX = 1;
const AF_INET = 2;
const SOCK_STREAM = 1;
const PTRACE_ATTACH = 16;
const SET_PARENT_DEATH_SIGNAL = 1;
const SIGKILL = 9;
/** Without CLONE_VM no valid way to start anything, so that a hole does not become a process. */
const CLONE_SIGHAND = 0x800;
const MADE = "made-by-the-self-test";

/** Made before the walls, so that connecting itself is tried and not only the making. */
export interface Sockets {
  readonly unix: number;
  readonly inet: number;
}

export function makeSockets(linux: LinuxCalls): Sockets {
  return {
    unix: linux.call("socket", AF_UNIX, SOCK_STREAM, 0),
    inet: linux.call("socket", AF_INET, SOCK_STREAM, 0),
  };
}

export function closeSockets(linux: LinuxCalls, { unix, inet }: Sockets): void {
  for (const socket of [unix, inet]) if (socket >= 0) linux.call("close", socket);
}

type Attempt = readonly [what: string, result: number];

/** What Landlock must refuse by itself, before seccomp hides whether it does. */
export function passesLandlock(
  linux: LinuxCalls,
  version: number,
  sockets: Sockets,
): readonly string[] {
  const connects: readonly Attempt[] =
    version >= 4 && sockets.inet >= 0 ? [connectInet(linux, sockets.inet)] : [];
  return passed([...fileAttempts(linux), ...connects]);
}

/** What seccomp must refuse. Each attempt would fail harmlessly, with another error, if it came through. */
export function passesSeccomp(
  linux: LinuxCalls,
  sockets: Sockets,
  parent: number,
): readonly string[] {
  return passed([
    ...fileAttempts(linux),
    ["make a unix socket", linux.call("socket", AF_UNIX, SOCK_STREAM, 0)],
    ["make an internet socket", linux.call("socket", AF_INET, SOCK_STREAM, 0)],
    ["connect to a unix socket", linux.call("connect", sockets.unix, unixAddress(), 12)],
    connectInet(linux, sockets.inet),
    ["run a program", linux.call("execve", new Uint8Array(1), 0, 0)],
    ["start a process", linux.call("clone", CLONE_SIGHAND, 0, 0, 0, 0)],
    ["signal its parent", linux.call("kill", parent, 0)],
    ["trace another process", linux.call("ptrace", PTRACE_ATTACH, -1, 0, 0)],
    ["outlive its parent", linux.call("prctl", SET_PARENT_DEATH_SIGNAL, SIGKILL)],
    ["raise its limits", linux.call("prlimit64", 0, 0, 0, new BigUint64Array(2))],
  ]);
}

function fileAttempts(linux: LinuxCalls): readonly Attempt[] {
  const opened = linux.call("openat", HERE, text(process.execPath), O_RDONLY | O_CLOEXEC);
  const created = linux.call("openat", HERE, text(MADE), CREATE_NEW | O_CLOEXEC, 0o600);
  if (created >= 0) unlinkSync(MADE);
  for (const descriptor of [opened, created]) if (descriptor >= 0) linux.call("close", descriptor);
  return [
    ["open a file", opened],
    ["make a file", created],
  ];
}

function connectInet(linux: LinuxCalls, socket: number): Attempt {
  // 127.0.0.1, port 9: nobody listens there, and if so, then to nothing.
  const address = new Uint8Array([AF_INET, 0, 0, 9, 127, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0]);
  return ["connect to an address", linux.call("connect", socket, address, address.length)];
}

function unixAddress(): Uint8Array {
  return new Uint8Array([AF_UNIX, 0, ...new TextEncoder().encode("/nowhere"), 0, 0]);
}

function passed(attempts: readonly Attempt[]): readonly string[] {
  const held = (result: number) => result === -EPERM || result === -EACCES;
  return attempts.filter(([, result]) => !held(result)).map(([what]) => what);
}

function text(path: string): Uint8Array {
  return new TextEncoder().encode(`${path}\0`);
}
