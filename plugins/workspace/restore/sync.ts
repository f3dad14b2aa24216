import { close, closeSync, constants, fsync, fsyncSync, openSync } from "node:fs";
import { promisify } from "node:util";

import type { Capture } from "../../../kernel/ports/workspace.ts";
import { parentOf } from "./paths.ts";
import type { Walk } from "./walk.ts";

const synced = promisify(fsync);
const closed = promisify(close);
const FOLDER = constants.O_RDONLY | constants.O_DIRECTORY;
/** Neither a link nor a pipe that has taken a file's place may be followed or waited for. */
const FILE = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
/** One fsync waits for the disk, many wait together. */
const AT_ONCE = 64;
/** Nothing is there, or nobody may open it: there is nothing of ours to wait for. */
const NOT_OURS = new Set(["EACCES", "ENOENT", "ENOTDIR", "ELOOP", "ENXIO"]);

/** Contents are on the disk once their files are synced, which may be long after they were moved into place. */
export function syncFiles(walk: Walk, wanted: readonly Capture[]): Promise<void> {
  const paths = wanted.filter(({ kind }) => kind === "file").map(({ path }) => path);
  return syncAll(paths, (path) => open(walk.find(path).at, FILE));
}

/** Names are on the disk once their folders are. A folder that may not be read, or is gone, has none to keep. */
export function syncFolders(walk: Walk, paths: Iterable<string>): Promise<void> {
  const folders = new Set([...paths].map(parentOf));
  const at = (folder: string | null) => (folder === null ? walk.top : walk.find(`${folder}/.`).at);
  return syncAll([...folders], (folder) => open(at(folder), FOLDER));
}

/** The folder of a path, while others wait. */
export function syncFolderNow(walk: Walk, path: string): void {
  const folder = parentOf(path);
  const file = open(folder === null ? walk.top : walk.find(`${folder}/.`).at, FOLDER);
  if (file === null) return;
  try {
    fsyncSync(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EINVAL") throw error;
  } finally {
    closeSync(file);
  }
}

async function syncAll<T>(all: readonly T[], opened: (one: T) => number | null): Promise<void> {
  for (let at = 0; at < all.length; at += AT_ONCE) {
    const files = all.slice(at, at + AT_ONCE).map(opened);
    await Promise.all(files.filter((file) => file !== null).map(syncOne));
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

function open(at: string | null, flags: number): number | null {
  if (at === null) return null;
  try {
    return openSync(at, flags);
  } catch (error) {
    if (NOT_OURS.has((error as NodeJS.ErrnoException).code ?? "")) return null;
    throw error;
  }
}
