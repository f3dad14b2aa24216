import { close, constants, fsync, openSync } from "node:fs";
import { promisify } from "node:util";

import type { Work } from "./choose.ts";
import { parentOf } from "./paths.ts";
import type { Walk } from "./walk.ts";

const synced = promisify(fsync);
const closed = promisify(close);
const FOLDER = constants.O_RDONLY | constants.O_DIRECTORY;
const AT_ONCE = 64;

/** Names are on the disk once their folders are. A folder that may not be read, or is gone, has none to keep. */
export async function syncFolders(walk: Walk, works: readonly Work[]): Promise<void> {
  const folders = [...new Set(works.map(({ path }) => parentOf(path)))];
  for (let at = 0; at < folders.length; at += AT_ONCE) {
    const open = folders.slice(at, at + AT_ONCE).map((folder) => openFolder(walk, folder));
    await Promise.all(open.filter((file) => file !== null).map(syncOne));
  }
}

async function syncOne(file: number): Promise<void> {
  try {
    await synced(file);
  } catch (error) {
    // Some file systems have no fsync of folders.
    if ((error as NodeJS.ErrnoException).code !== "EINVAL") throw error;
  } finally {
    await closed(file);
  }
}

function openFolder(walk: Walk, folder: string | null): number | null {
  const at = folder === null ? walk.top : walk.find(`${folder}/.`).at;
  if (at === null) return null;
  try {
    return openSync(at, FOLDER);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EACCES" || code === "ENOENT" || code === "ENOTDIR") return null;
    throw error;
  }
}
