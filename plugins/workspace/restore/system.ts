import {
  chmodSync,
  close,
  closeSync,
  constants,
  fstatSync,
  linkSync,
  lstatSync,
  openSync,
  renameSync,
  unlinkSync,
} from "node:fs";

/** Linux: a handle that needs no right to read. Node has no name for it. */
const O_PATH = 0o10000000;

/** Sets the mode of an entry itself: of a link that has taken its place it sets none. */
export function setMode(at: string, mode: number): void {
  if (process.platform !== "linux") {
    if (lstatSync(at).isSymbolicLink()) throw notThere(at);
    chmodSync(at, mode);
    return;
  }
  const handle = openSync(at, O_PATH | constants.O_NOFOLLOW);
  try {
    if (fstatSync(handle).isSymbolicLink()) throw notThere(at);
    chmodSync(`/proc/self/fd/${handle}`, mode);
  } finally {
    closeSync(handle);
  }
}

/** So many files wait at most to be let go of. */
const MOST_HELD = 200;
let held = 0;

/**
 * Does what takes a file's last name away. A file that nobody names any more is freed, which waits for the disk (a
 * millisecond and more each on ext4); held by a handle, it is freed when that is closed, which others do at the same time.
 */
export function lettingGo(at: string, act: () => void): void {
  const handle = hold(at);
  try {
    act();
  } finally {
    if (handle !== null) {
      held += 1;
      close(handle, () => {
        held -= 1;
      });
    }
  }
}

function hold(at: string): number | null {
  if (process.platform !== "linux" || held >= MOST_HELD) return null;
  try {
    return openSync(at, O_PATH | constants.O_NOFOLLOW);
  } catch {
    // It is an advantage, no need.
    return null;
  }
}

const NO_HARD_LINKS = new Set(["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EMLINK", "EINVAL"]);

/** Moves a file to a name that nothing has; throws `EEXIST` when something has it by now. */
export function moveToFree(temporary: string, at: string): void {
  try {
    linkSync(temporary, at);
  } catch (error) {
    if (!NO_HARD_LINKS.has((error as NodeJS.ErrnoException).code ?? "")) throw error;
    if (lstatSync(at, { throwIfNoEntry: false })) throw coded("EEXIST", at);
    renameSync(temporary, at);
    return;
  }
  unlinkSync(temporary);
}

function notThere(at: string): Error {
  return coded("ELOOP", at);
}

function coded(code: string, at: string): Error {
  return Object.assign(new Error(`${code}: ${at}`), { code });
}
