import { accessSync, constants, lstatSync, mkdirSync } from "node:fs";
import { homedir, tmpdir, userInfo } from "node:os";
import { isAbsolute, join } from "node:path";
import { LaunchError } from "./launch-error.mjs";

/** The per-user folder for what can be fetched again: XDG_CACHE_HOME, ~/.cache, else a private one in the temporary folder. */
export function cacheFolder() {
  const configured = process.env["XDG_CACHE_HOME"] ?? "";
  const base = isAbsolute(configured) ? configured : join(homedir(), ".cache");
  const folder = join(base, "glassbox");
  if (isUsable(folder)) return folder;
  const fallback = join(tmpdir(), `glassbox-${userInfo().uid}`);
  if (isUsable(fallback) && isPrivate(fallback)) return fallback;
  throw new LaunchError(`cannot write to ${folder}: set XDG_CACHE_HOME to a folder you own.`, 2);
}

/** @param {string} folder */
function isUsable(folder) {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    accessSync(folder, constants.W_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * Programs are run from here, so nobody else may have made it or be able to write to it.
 * @param {string} folder
 */
function isPrivate(folder) {
  const found = lstatSync(folder);
  return found.isDirectory() && found.uid === userInfo().uid && (found.mode & 0o077) === 0;
}
