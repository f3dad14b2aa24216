import { type BigIntStats, lstatSync } from "node:fs";

import { HIDDEN, kindOf, permissionsOf, sizeOf, type Stat } from "./stat.ts";
import { AT_CWD, statx } from "./statx.ts";

const SECOND = 1_000_000_000n;

/** Null: nothing is there. Links are not followed. */
export function statOf(absolute: string): Stat | null {
  return statx(AT_CWD, absolute) ?? lstatOf(absolute);
}

/** The same, by what every platform has. */
export function lstatOf(absolute: string): Stat | null {
  try {
    // Without bigint neither the change time nor every inode would be exact.
    const stat = lstatSync(absolute, { bigint: true, throwIfNoEntry: false });
    return stat ? statFrom(stat) : null;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOTDIR" || code === "ENAMETOOLONG" || code === "ENOENT") return null;
    if (code === "EACCES" || code === "EPERM") return HIDDEN;
    throw error;
  }
}

export function statFrom({ mode, size, ctimeNs, ino, dev, uid, gid }: BigIntStats): Stat {
  const kind = kindOf(Number(mode));
  const nanoseconds = ((ctimeNs % SECOND) + SECOND) % SECOND;
  const isSafe = ino <= BigInt(Number.MAX_SAFE_INTEGER);
  return {
    kind,
    mode: permissionsOf(kind, Number(mode)),
    size: sizeOf(kind, Number(size)),
    ctime: Number((ctimeNs - nanoseconds) / SECOND),
    nanoseconds: Number(nanoseconds),
    ino: isSafe ? Number(ino) : ino,
    dev: Number(dev),
    owner: Number(uid),
    group: Number(gid),
  };
}
