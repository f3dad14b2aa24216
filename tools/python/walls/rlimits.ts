import { readFileSync } from "node:fs";

import { EMFILE, type LinuxCalls } from "./linux.ts";

/** Source: asm-generic/resource.h. */
const LIMITS = {
  cpu: 0,
  fileSize: 1,
  data: 2,
  core: 4,
  openFiles: 7,
  lockedMemory: 8,
  queues: 12,
} as const;
type LimitKind = keyof typeof LIMITS;

/** Seconds of processor time in a cell's whole life, for when nobody is there to stop it by the clock. */
const CPU_SECONDS = 3600;
/** Standard input, output and error: there can be no further one, and poll takes no more at once. */
const OPEN_FILES = 3;
/** For JavaScript's heap, above the gigabyte that its allocator took before and that no limit takes back. */
const ROOM_BYTES = 256 * 1024 * 1024;

/**
 * Backstops of the process, above what a cell enforces itself. Address space is not limited, since JavaScriptCore reserves
 * far more than it uses; neither are threads, since the kernel counts all of a user's processes together.
 */
export function raiseRlimits(
  linux: LinuxCalls,
  { dataBytes, memoryBytes }: { readonly dataBytes: number; readonly memoryBytes: number },
): string {
  limit(linux, "core", 0);
  limit(linux, "fileSize", 0);
  limit(linux, "lockedMemory", 0);
  limit(linux, "queues", 0);
  limit(linux, "cpu", CPU_SECONDS);
  limit(linux, "data", dataBytes + memoryBytes + ROOM_BYTES);
  limit(linux, "openFiles", OPEN_FILES);
  const duplicate = linux.call("dup", 0);
  if (duplicate !== -EMFILE) throw new Error("a further file could be opened all the same");
  return "memory, processor time and descriptors are bounded, no core";
}

/** Of writable private memory that the process has now. Needs a file. */
export function dataInUse(): number {
  const found = /^VmData:\s+(\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8"));
  if (!found) throw new Error("/proc/self/status does not say how much memory is in use");
  return Number(found[1]) * 1024;
}

function limit(linux: LinuxCalls, kind: LimitKind, value: number): void {
  const both = new BigUint64Array([BigInt(value), BigInt(value)]);
  const raised = linux.call("prlimit64", 0, LIMITS[kind], both, 0);
  const now = new BigUint64Array(2);
  linux.call("prlimit64", 0, LIMITS[kind], 0, now);
  if (raised < 0 || now[0] !== BigInt(value) || now[1] !== BigInt(value)) {
    throw new Error(`the limit ${kind} could not be set (error ${-raised})`);
  }
}
