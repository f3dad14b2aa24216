import { dlopen, FFIType, ptr } from "bun:ffi";

import type { Capture } from "../../kernel/ports/workspace.ts";
import { kindOf, type Moment, modeOf, permissionsOf, sizeOf, type Stat } from "./stat.ts";

/** Paths count from the working folder. */
export const AT_CWD = -100;
/** Longest path, with the zero at its end. */
const PATH_MAX = 4096;

/** `AT_SYMLINK_NOFOLLOW`, and `AT_NO_AUTOMOUNT` as for `lstat`. */
const FLAGS = 0x100 | 0x800;
/** `AT_EMPTY_PATH`: of the open file itself. */
const ITSELF = 0x1000;
/** `STATX_TYPE`, `_MODE`, `_UID`, `_GID`, `_CTIME`, `_INO`, `_SIZE`: what the kernel is asked for, and says that it has filled in. */
const WANTED = 0x1 | 0x2 | 0x8 | 0x10 | 0x80 | 0x100 | 0x200;

// `struct statx` is the same on every architecture. Where its fields lie, in words of 32 bits (of the mode: 16), low ones first:
const [MASK, OWNER, GROUP, INO, SIZE] = [0, 5, 6, 8, 10] as const;
const [CTIME, NANOSECONDS, MAJOR, MINOR] = [24, 26, 34, 35] as const;
const MODE = 14;
const STRUCT_BYTES = 256;

// Both are made once: a look fills them thousands of times, and nothing comes in between the call and its reading.
const path = new Uint8Array(new ArrayBuffer(PATH_MAX));
const result = new ArrayBuffer(STRUCT_BYTES);
const [words, halves] = [new Uint32Array(result), new Uint16Array(result)];
const encoder = new TextEncoder();

type Call = (folder: number, path: number, flags: number, mask: number, result: number) => number;
let call: Call | null | undefined;
let [pathAt, resultAt] = [0, 0];

/** What stands at a path from an open folder. Null: it does not say, `lstat` knows why (nothing there, not Linux, …). */
export function statx(folder: number, name: string): Stat | null {
  return ask(folder, name, FLAGS);
}

/** The same of what is open, also of what may not be entered. */
export function fstatx(descriptor: number): Stat | null {
  return ask(descriptor, "", ITSELF);
}

function ask(folder: number, name: string, flags: number): Stat | null {
  if (call === undefined) call = open();
  if (call === null || !write(name)) return null;
  if (call(folder, pathAt, flags, WANTED, resultAt) !== 0) return null;
  if ((words[MASK]! & WANTED) !== WANTED) return null;
  const kind = kindOf(halves[MODE]!);
  return {
    kind,
    mode: permissionsOf(kind, halves[MODE]!),
    size: sizeOf(kind, words[SIZE]! + words[SIZE + 1]! * 2 ** 32),
    // Times before 1970 are negative.
    ctime: words[CTIME]! + (words[CTIME + 1]! | 0) * 2 ** 32,
    nanoseconds: words[NANOSECONDS]!,
    ino: inode(words[INO]!, words[INO + 1]!),
    dev: device(words[MAJOR]!, words[MINOR]!),
    owner: words[OWNER]!,
    group: words[GROUP]!,
  };
}

/** Whether `statx` answers here: then null means that nothing can be reached by that name. */
export function hasStatx(): boolean {
  if (call === undefined) call = open();
  return call !== null;
}

/** Paths as the kernel takes them, made once for many looks. */
export interface Names {
  /** Held on to, for the addresses lead into it. */
  readonly bytes: Uint8Array;
  readonly addresses: readonly number[];
}

export function namesOf(paths: readonly string[]): Names {
  const bytes = encoder.encode(paths.map((one) => `${one}\0`).join(""));
  const start = paths.length > 0 ? ptr(bytes) : 0;
  let end = 0;
  const addresses = paths.map((one) => {
    const begin = end;
    end += Buffer.byteLength(one) + 1;
    return start + begin;
  });
  return { bytes, addresses };
}

/** What may be found as it was. */
export interface Before extends Moment, Pick<Capture, "kind" | "mode" | "size"> {}

/** Does this file or link stand there as it was? Makes nothing: most of a look is this. False: look closer. */
export function isStill(folder: number, address: number, before: Before): boolean {
  if (!call || call(folder, address, FLAGS, WANTED, resultAt) !== 0) return false;
  return (
    words[NANOSECONDS] === before.nanoseconds &&
    words[CTIME]! + (words[CTIME + 1]! | 0) * 2 ** 32 === before.ctime &&
    words[INO]! + words[INO + 1]! * 2 ** 32 === before.ino &&
    words[SIZE]! + words[SIZE + 1]! * 2 ** 32 === before.size &&
    halves[MODE] === modeOf(before) &&
    (words[MASK]! & WANTED) === WANTED
  );
}

function write(name: string): boolean {
  if (name.includes("\0")) return false;
  const { read, written } = encoder.encodeInto(name, path);
  if (read < name.length || written === PATH_MAX) return false;
  path[written] = 0;
  return true;
}

function inode(low: number, high: number): number | bigint {
  if (high < 2 ** 21) return low + high * 2 ** 32;
  return BigInt(low) + BigInt(high) * 2n ** 32n;
}

/** As C libraries put the two together. */
function device(major: number, minor: number): number {
  const low = (minor & 0xff) | ((major & 0xfff) << 8);
  return low + Math.floor(minor / 2 ** 8) * 2 ** 20 + Math.floor(major / 2 ** 12) * 2 ** 44;
}

/** Null: there is no such call here. */
function open(): Call | null {
  if (process.platform !== "linux") return null;
  const musl = process.arch === "arm64" ? "aarch64" : "x86_64";
  const { i32, u32, ptr: pointer } = FFIType;
  for (const library of ["libc.so.6", `libc.musl-${musl}.so.1`]) {
    try {
      const args = [i32, pointer, i32, u32, pointer];
      const { symbols } = dlopen(library, { statx: { args, returns: i32 } });
      [pathAt, resultAt] = [ptr(path), ptr(words)];
      return symbols.statx as unknown as Call;
    } catch {
      // Another C library, or an older one.
    }
  }
  return null;
}
