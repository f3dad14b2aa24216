import type { Stats } from "node:fs";
import { lstat, readdir, readlink, rename, symlink, unlink } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { claimName, nameTaken } from "./claim.ts";

/** Gives what is at `from` the name `to`; EEXIST when something else has that name. */
export async function moveEntry(from: string, to: string, stats: Stats): Promise<void> {
  const occupant = await lstat(to).catch(() => undefined);
  const isSame = occupant?.ino === stats.ino && occupant.dev === stats.dev;
  if (isSame && (await isOtherSpelling(to))) return rename(from, to);
  if (stats.isDirectory()) return moveDirectory(from, to, occupant);
  if (stats.isSymbolicLink()) {
    await symlink(await readlink(from), to);
    return unlink(from);
  }
  // The two names of one file: a move that was cut off between its two halves is finished here.
  return isSame ? unlink(from) : claimName(from, to);
}

/** Where names ignore case, `to` finds the file at `from` though the directory has no such entry. */
async function isOtherSpelling(to: string): Promise<boolean> {
  return !(await readdir(dirname(to))).includes(basename(to));
}

/**
 * Directories cannot be linked. `rename` itself refuses to replace anything but an empty
 * directory, so that one made at this very moment is the most that could be lost.
 */
async function moveDirectory(from: string, to: string, occupant: Stats | undefined): Promise<void> {
  if (occupant) throw nameTaken(to);
  return rename(from, to);
}
