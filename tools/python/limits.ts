import { totalmem } from "node:os";
import type { Limits, PythonOptions } from "./types.ts";

const MIB = 1024 * 1024;
/** Twelve days: a timer that is set to more than twice that goes off at once. */
const LONGEST_MS = 2 ** 30;

/** What one run may use unless the person who runs the server says otherwise. */
const STANDARD: Limits = {
  wallMs: 30_000,
  fuel: 10_000_000,
  memoryBytes: 512 * MIB,
  outputBytes: MIB,
  fileBytes: 64 * MIB,
  files: 2000,
};

/** What a caller may ask for, each at most what the server allows. */
export interface AskedLimits {
  readonly seconds?: number | undefined;
  readonly fuel?: number | undefined;
  readonly memoryMb?: number | undefined;
}

export function serverLimits(options: PythonOptions): Limits {
  const limits = { ...STANDARD, ...options.limits };
  return { ...limits, wallMs: Math.min(limits.wallMs, LONGEST_MS) };
}

/** Asking for more than the server allows gets what it allows. */
export function limitsOf(asked: AskedLimits, most: Limits): Limits {
  return {
    ...most,
    wallMs: Math.min(most.wallMs, Math.round((asked.seconds ?? Infinity) * 1000)),
    fuel: Math.min(most.fuel, asked.fuel ?? Infinity),
    memoryBytes: Math.min(most.memoryBytes, (asked.memoryMb ?? Infinity) * MIB),
  };
}

const SMALL_MACHINE_BYTES = 4 * 1024 ** 3;

/** Sessions that hold a process while nothing runs in them. */
export function liveSessions({ poolSize }: PythonOptions): number {
  return poolSize ?? (totalmem() < SMALL_MACHINE_BYTES ? 1 : 2);
}
