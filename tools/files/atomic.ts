import { randomBytes } from "node:crypto";
import type { Stats } from "node:fs";
import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { claimName } from "./claim.ts";
import { errorCode } from "./refusal.ts";

const TEMPORARY = /^\.glassbox-[0-9a-f]{16}\.tmp$/;

/** A temporary file of ours; one that a crash left behind is shown in no listing. */
export function isTemporary(name: string): boolean {
  return TEMPORARY.test(name);
}

/**
 * The new content appears whole or not at all, and is on the disk when this returns.
 * `previous` is the file being replaced, whose mode and owner stay; without it the name must be
 * free, and stays as it is when it is not (EEXIST).
 */
export async function writeAtomically(
  target: string,
  bytes: Uint8Array,
  previous: Stats | undefined,
  signal: AbortSignal,
): Promise<void> {
  const temporary = join(dirname(target), `.glassbox-${randomBytes(8).toString("hex")}.tmp`);
  try {
    const handle = await open(temporary, "wx", 0o666);
    try {
      await handle.writeFile(bytes);
      if (previous) await keepOwnerAndMode(handle, previous);
      await handle.sync();
    } finally {
      await handle.close();
    }
    signal.throwIfAborted();
    await (previous ? rename(temporary, target) : claimName(temporary, target));
  } finally {
    await rm(temporary, { force: true });
  }
  await syncDirectory(dirname(target));
}

/** The owner first: changing it clears the set-user-id bits of the mode. */
async function keepOwnerAndMode(handle: FileHandle, previous: Stats): Promise<void> {
  const now = await handle.stat();
  if (now.uid !== previous.uid || now.gid !== previous.gid)
    await handle.chown(previous.uid, previous.gid).catch((error: unknown) => {
      // Only root may give a file away; for others the new file is simply theirs.
      if (errorCode(error) !== "EPERM") throw error;
    });
  await handle.chmod(previous.mode & 0o7777);
}

/** Makes a new or removed name last through a power cut. */
export async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, "r");
  try {
    await handle.sync();
  } catch (error) {
    // Some file systems cannot sync a directory.
    const code = errorCode(error);
    if (code !== "EINVAL" && code !== "ENOTSUP") throw error;
  } finally {
    await handle.close();
  }
}
