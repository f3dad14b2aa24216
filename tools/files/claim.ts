import { link, lstat, rename, unlink } from "node:fs/promises";
import { errorCode } from "./refusal.ts";

/** Where hard links do not exist, or are not allowed for this file. */
const NO_LINK = new Set(["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EMLINK"]);

/**
 * Gives the file at `from` the name `to`, or fails with EEXIST: unlike a rename, a link never
 * replaces what came to stand there a moment ago.
 */
export async function claimName(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch (error) {
    if (!NO_LINK.has(errorCode(error) ?? "")) throw error;
    if (await lstat(to).catch(() => undefined)) throw nameTaken(to);
    return rename(from, to);
  }
  try {
    await unlink(from);
  } catch (error) {
    await unlink(to);
    throw error;
  }
}

export function nameTaken(path: string): Error {
  return Object.assign(new Error(`${path} exists`), { code: "EEXIST" });
}
