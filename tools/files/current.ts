import { constants, type Stats } from "node:fs";
import { access, lstat } from "node:fs/promises";
import { hashFile } from "./content.ts";
import { errorCode, explain, quote, Refusal } from "./refusal.ts";
import type { Located } from "./root.ts";

/** What stands at a place now; undefined when nothing does. A last link is not followed. */
export async function currentStats(at: Located): Promise<Stats | undefined> {
  try {
    return await lstat(at.real);
  } catch (error) {
    const code = errorCode(error);
    if (code === "ENOENT") return undefined;
    throw explain(error, at.argument, at.path);
  }
}

/** The file that a change is about to replace; undefined when there is none. */
export async function replaceable(at: Located): Promise<Stats | undefined> {
  const stats = await currentStats(at);
  if (!stats) return undefined;
  if (stats.isDirectory())
    throw new Refusal(`${at.argument}: ${quote(at.path)} is a directory; name a file`);
  if (!stats.isFile())
    throw new Refusal(
      `${at.argument}: ${quote(at.path)} is not a regular file; name a file that is`,
    );
  // Replacing needs only the directory's permission; a file marked read-only is meant to stay.
  await access(at.real, constants.W_OK).catch((error: unknown) => {
    throw explain(error, at.argument, at.path);
  });
  return stats;
}

export async function requireMatch(
  at: Located,
  stats: Stats,
  ifMatch: string,
  signal: AbortSignal,
): Promise<void> {
  if (!stats.isFile())
    throw new Refusal(`ifMatch: ${quote(at.path)} is not a file and has no hash; leave it out`);
  requireSame(at, await hashFile(at, signal), ifMatch);
}

export function requireSame(at: Located, actual: string, ifMatch: string): void {
  if (actual === ifMatch) return;
  throw new Refusal(
    `ifMatch: ${quote(at.path)} has changed, its SHA-256 is now ${actual}; ` +
      "read it again and repeat the change on what it says",
  );
}
