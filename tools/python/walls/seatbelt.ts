import { openSync, readdirSync, writeFileSync } from "node:fs";
import { CString, dlopen, FFIType, ptr, read } from "bun:ffi";

import type { WallState } from "../types.ts";
import { checkSurroundings } from "./own-process.ts";
import { raised } from "./wall-state.ts";

/**
 * macOS. Written from Apple's headers and manual pages (sandbox.h, setrlimit(2), sys/socket.h); it refuses to start a cell
 * when anything is not as they say, since each wall is tried after it was raised.
 */
const PROFILE = `(version 1)
(deny default)
(allow signal (target self))
(allow sysctl-read)
`;

/** Source: sys/resource.h, sys/fcntl.h, sys/socket.h, sys/errno.h of macOS. */
const LIMITS = { cpu: [0, 3600], fileSize: [1, 0], core: [4, 0], processes: [7, 0] } as const;
const F_GETFD = 1;
const AF_UNIX = 1;
const AF_INET = 2;
const SOCK_STREAM = 1;
const EPERM = 1;
const EACCES = 13;

export interface DarwinPrepared {
  readonly system: "darwin";
  readonly libc: ReturnType<typeof openLibc>;
}

export function prepareDarwin(): DarwinPrepared {
  return { system: "darwin", libc: openLibc() };
}

function openLibc() {
  const { i32, u64, ptr: pointer } = FFIType;
  return dlopen("/usr/lib/libSystem.B.dylib", {
    sandbox_init: { args: [pointer, u64, pointer], returns: i32 },
    setrlimit: { args: [i32, pointer], returns: i32 },
    fcntl: { args: [i32, i32], returns: i32 },
    close: { args: [i32], returns: i32 },
    socket: { args: [i32, i32, i32], returns: i32 },
    connect: { args: [i32, pointer, i32], returns: i32 },
    __error: { args: [], returns: pointer },
  }).symbols;
}

/** There is no signal at a parent's death: a cell ends when its input does, or with its limit of processor time. */
export function raiseDarwinProcess({ libc }: DarwinPrepared): WallState {
  return raised("process", () => {
    for (const descriptor of readdirSync("/dev/fd").map(Number)) {
      if (descriptor > 2 && libc.fcntl(descriptor, F_GETFD) === 0) libc.close(descriptor);
    }
    checkSurroundings();
    return "empty environment and folder, no descriptors of others";
  });
}

export function raiseDarwin({ libc }: DarwinPrepared): readonly WallState[] {
  const rlimits = raised("rlimits", () => {
    for (const [name, [kind, value]] of Object.entries(LIMITS)) {
      const both = new BigUint64Array([BigInt(value), BigInt(value)]);
      if (libc.setrlimit(kind, ptr(both)) !== 0)
        throw new Error(`the limit ${name} could not be set`);
    }
    return "no files, no processes, no core";
  });
  const seatbelt = raised("seatbelt", () => {
    const unix = libc.socket(AF_UNIX, SOCK_STREAM, 0);
    const inet = libc.socket(AF_INET, SOCK_STREAM, 0);
    enter(libc);
    const holes = [...holesOfFiles(), ...holesOfSockets(libc, unix, inet)];
    for (const socket of [unix, inet]) libc.close(socket);
    if (holes.length > 0) throw new Error(`it was raised, and yet one can ${holes.join(", ")}`);
    return "everything is denied by default";
  });
  return [rlimits, seatbelt];
}

function enter(libc: DarwinPrepared["libc"]): void {
  const profile = new TextEncoder().encode(`${PROFILE}\0`);
  const message = new BigUint64Array(1);
  if (libc.sandbox_init(ptr(profile), 0, ptr(message)) === 0) return;
  const address = read.ptr(ptr(message), 0);
  throw new Error(address === 0 ? "it was refused" : new CString(address as never).toString());
}

function holesOfFiles(): readonly string[] {
  return [
    ...hole("open a file", () => openSync(process.execPath, "r")),
    ...hole("make a file", () => writeFileSync("made-by-the-self-test", "")),
    ...hole("signal its parent", () => process.kill(process.ppid, 0)),
    ...hole("run a program", () => Bun.spawnSync([process.execPath, "--version"])),
  ];
}

function hole(what: string, attempt: () => unknown): readonly string[] {
  try {
    attempt();
    return [what];
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : "";
    return code === "EPERM" || code === "EACCES" ? [] : [what];
  }
}

function holesOfSockets(
  libc: DarwinPrepared["libc"],
  unix: number,
  inet: number,
): readonly string[] {
  // First the length, then the family: the form of BSD.
  const path = new TextEncoder().encode("/nowhere");
  const toUnix = new Uint8Array([path.length + 3, AF_UNIX, ...path, 0]);
  const toInet = new Uint8Array([16, AF_INET, 0, 9, 127, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0]);
  return [
    ...(isRefused(libc, unix, toUnix) ? [] : ["connect to a unix socket"]),
    ...(isRefused(libc, inet, toInet) ? [] : ["connect to an address"]),
  ];
}

function isRefused(libc: DarwinPrepared["libc"], socket: number, address: Uint8Array): boolean {
  if (libc.connect(socket, ptr(address), address.length) === 0) return false;
  const number = libc.__error();
  const errno = number ? read.i32(number, 0) : 0;
  return errno === EPERM || errno === EACCES;
}
