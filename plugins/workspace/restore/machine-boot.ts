import { readFileSync } from "node:fs";

/** The time since the machine was last switched on. */
export interface MachineBoot {
  readonly id: string;
  /** Unix milliseconds. */
  readonly beganMs: number;
}

/** Null where nobody can tell one from another: there everything waits for the disk before it is moved into place. */
export function thisBoot(): MachineBoot | null {
  try {
    const id = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
    const seconds = /^btime (\d+)$/m.exec(readFileSync("/proc/stat", "utf8"))?.[1];
    return id === "" || seconds === undefined ? null : { id, beganMs: Number(seconds) * 1000 };
  } catch {
    return null;
  }
}
