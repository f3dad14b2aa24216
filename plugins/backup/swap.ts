import { dlopen, FFIType, ptr } from "bun:ffi";
import { renameSync } from "node:fs";

/** Both names keep standing for a whole folder: they change places in one step of the file system. */
export function exchange(one: string, other: string): void {
  if (exchangeAtOnce(one, other)) return;
  // Without such a step there is a moment in which `other` is not there; what was there lies beside it.
  const aside = `${other}.aside`;
  renameSync(other, aside);
  try {
    renameSync(one, other);
  } catch (error) {
    renameSync(aside, other);
    throw error;
  }
  renameSync(aside, one);
}

const AT_CWD = -100;
/** Linux `RENAME_EXCHANGE`, macOS `RENAME_SWAP`: the same number. */
const EXCHANGE = 2;

function exchangeAtOnce(one: string, other: string): boolean {
  const [a, b] = [one, other].map((path) => ptr(Buffer.from(`${path}\0`)));
  try {
    if (process.platform === "darwin") {
      const { symbols } = dlopen("libSystem.dylib", {
        renamex_np: { args: [FFIType.ptr, FFIType.ptr, FFIType.u32], returns: FFIType.i32 },
      });
      return symbols.renamex_np(a!, b!, EXCHANGE) === 0;
    }
    const { int, pointer } = { int: FFIType.i32, pointer: FFIType.ptr };
    const { symbols } = dlopen("libc.so.6", {
      renameat2: { args: [int, pointer, int, pointer, FFIType.u32], returns: int },
    });
    return symbols.renameat2(AT_CWD, a!, AT_CWD, b!, EXCHANGE) === 0;
  } catch {
    // Another C library: the caller has another way.
    return false;
  }
}
