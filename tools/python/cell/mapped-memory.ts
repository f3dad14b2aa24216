import { closeSync, openSync } from "node:fs";
import { dlopen, ptr } from "bun:ffi";
import { copyPages, dirtyPages, PAGE, type PageRange, putPages } from "./pages.ts";

/**
 * Linear memory whose pages are the snapshot file's until they are written to. So all cells share what none has
 * changed, and a rewind is to forget the changed pages: what it costs follows from what a program did, not from how
 * large the memory is.
 */
export interface MappedMemory {
  /** Every page as in the file, or zero beyond it, but those that are to be kept as they are. */
  forget(kept: readonly PageRange[]): void;
  /** The file was read through another mapping, which need not stay in memory. */
  release(): void;
}

export interface SnapshotFile {
  readonly path: string;
  /** Where in it the memory begins. */
  readonly offset: number;
  /** The memory in it. */
  readonly bytes: Uint8Array;
}

// Of Linux, the same on x86-64 and arm64.
const PROT_READ_WRITE = 3;
const MAP_PRIVATE_FIXED = 0x12;
const MADV_DONTNEED = 4;
/** No system has larger pages: what is mapped begins and ends at one. */
export const ALIGNMENT = 65_536;

/** Null: this machine cannot, and memory is copied. Before the walls, which close all files. */
export function mapMemory(memory: WebAssembly.Memory, file: SnapshotFile): MappedMemory | null {
  if (process.platform !== "linux") return null;
  const libc = openLibrary();
  const bytes = new Uint8Array(memory.buffer);
  const address = Number(ptr(bytes));
  const length = Math.floor(file.bytes.length / ALIGNMENT) * ALIGNMENT;
  if (libc === null || address % PAGE !== 0 || file.offset % ALIGNMENT !== 0) return null;

  const changed = dirtyPages(bytes.subarray(0, length), file.bytes.subarray(0, length));
  const kept = copyPages(bytes, changed);
  const descriptor = openSync(file.path, "r");
  try {
    const flags = [PROT_READ_WRITE, MAP_PRIVATE_FIXED, descriptor, file.offset] as const;
    if (Number(libc.mmap(address, length, ...flags)) !== address) return null;
  } finally {
    closeSync(descriptor);
  }
  putPages(bytes, changed, kept);
  const letGo = (start: number, size: number): void => {
    if (libc.madvise(start, size, MADV_DONTNEED) === 0) return;
    throw new Error("The system does not give the interpreter's memory back.");
  };
  return {
    forget(kept) {
      let at = 0;
      for (const { start, end } of kept) {
        if (start > at) letGo(address + at, start - at);
        at = end;
      }
      // It grows where it is: the engine has reserved all addresses that it could come to have.
      const size = memory.buffer.byteLength;
      if (size > at) letGo(address + at, size - at);
    },
    release() {
      letGo(Number(ptr(file.bytes)), file.bytes.length);
    },
  };
}

function openLibrary() {
  try {
    return dlopen("libc.so.6", {
      mmap: { args: ["u64", "u64", "i32", "i32", "i32", "i64"], returns: "u64" },
      madvise: { args: ["u64", "u64", "i32"], returns: "i32" },
    }).symbols;
  } catch {
    return null;
  }
}
