import { dlopen, FFIType, ptr, read } from "bun:ffi";

import { type Architecture, type SyscallName, syscallNumber } from "./syscalls.ts";

/** System calls of Linux, without a library's opinion in between. */
export interface LinuxCalls {
  readonly architecture: Architecture;
  /** What the kernel answers; an error as its negative number, such as `-EPERM`. */
  call(name: SyscallName, ...args: readonly Argument[]): number;
}

/** Bytes are passed as their address. */
export type Argument = number | bigint | NodeJS.TypedArray;

export const EPERM = 1;
export const EACCES = 13;
export const EINVAL = 22;
export const EMFILE = 24;
export const ENOSYS = 38;

/** Needs files, so before the walls: libc is looked up, and what calls it is compiled. */
export function openLinuxCalls(architecture: Architecture): LinuxCalls {
  const { symbols } = openLibc();
  const errnoAddress = symbols.__errno_location();
  if (!errnoAddress) throw new Error("libc does not say where it keeps error numbers");
  return {
    architecture,
    call(name, ...args) {
      const number = syscallNumber(name, architecture);
      if (number === null) return -ENOSYS;
      const [a, b, c, d, e, f] = args.map(numeric);
      const result = Number(
        symbols.syscall(number, a ?? 0, b ?? 0, c ?? 0, d ?? 0, e ?? 0, f ?? 0),
      );
      return result === -1 ? -read.i32(errnoAddress, 0) : result;
    },
  };
}

function numeric(argument: Argument): number | bigint {
  if (typeof argument === "number" || typeof argument === "bigint") return argument;
  return argument.byteLength === 0 ? 0 : ptr(argument);
}

/** For structures that hold an address: whoever calls keeps the bytes alive until the call is over. */
export function addressOf(bytes: NodeJS.TypedArray): bigint {
  return BigInt(ptr(bytes));
}

function openLibc() {
  const names = ["libc.so.6", "libc.musl-x86_64.so.1", "libc.musl-aarch64.so.1"];
  for (const name of names) {
    try {
      return openNamed(name);
    } catch (error) {
      if (name === names.at(-1)) throw error;
    }
  }
  throw new Error("no libc");
}

function openNamed(name: string) {
  const { i64, i64_fast, ptr: pointer } = FFIType;
  return dlopen(name, {
    syscall: {
      args: [i64_fast, i64_fast, i64_fast, i64_fast, i64_fast, i64_fast, i64_fast],
      returns: i64,
    },
    __errno_location: { args: [], returns: pointer },
  });
}
