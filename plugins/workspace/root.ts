import { closeSync, constants, openSync } from "node:fs";

import type { Stat } from "./stat.ts";
import { lstatOf, statOf } from "./stat-of.ts";
import { AT_CWD, type Before, isStill, statx } from "./statx.ts";

/** Linux: a handle that needs no right to read. Node has no name for it. */
const O_PATH = 0o10000000;

/** From this length on a path may be too long once more is put before it, whoever opens it. */
const LONG = 1000;

/**
 * A folder while it is looked through. Linux holds it open: the way to it is not looked up again for each of thousands of
 * files, and what is read is from the same folder as what was said of it, whatever takes its name meanwhile.
 */
export interface Root {
  /** Where paths in it begin, for whoever opens them. */
  readonly at: string;
  /** `""`: of the folder itself. */
  stat(path: string): Stat | null;
  /** Stands something there as before? False: it is not, or cannot be said so fast. */
  isStill(address: number, before: Before): boolean;
  close(): void;
}

export function openRoot(dir: string): Root {
  const handle = hold(dir);
  if (handle === null) {
    return {
      at: dir,
      stat: (path) => statOf(inside(dir, path)),
      isStill: () => false,
      close: () => {},
    };
  }
  const at = `/proc/self/fd/${handle}`;
  return {
    at,
    stat: (path) => (path.length < LONG && statx(handle, path || ".")) || lstatOf(inside(at, path)),
    isStill: (address, before) => isStill(handle, address, before),
    close: () => closeSync(handle),
  };
}

export function inside(dir: string, path: string): string {
  return path === "" ? `${dir}/.` : `${dir}/${path}`;
}

/** Null: it is looked at by its name. */
function hold(dir: string): number | null {
  if (process.platform !== "linux") return null;
  let handle: number;
  try {
    handle = openSync(dir, O_PATH | constants.O_DIRECTORY);
  } catch {
    // What is wrong with it, who reads it will say.
    return null;
  }
  // No `/proc`, or not for us (a process that has changed its user): then nothing can be opened from the handle.
  const [held, named] = [statx(handle, "."), statx(AT_CWD, `/proc/self/fd/${handle}/.`)];
  if (held && held.ino === named?.ino && held.dev === named.dev) return handle;
  closeSync(handle);
  return null;
}
