import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { LaunchError } from "./launch-error.mjs";

const patience = 10 * 60_000;

/**
 * Does the work while no other process does. The lock is a file with the holder's process id. A holder that is gone
 * is replaced, and the work is told that an earlier one ended in the middle.
 * @template T
 * @param {string} file
 * @param {(before: "done" | "broken off") => T} work
 * @returns {T}
 */
export function withLock(file, work) {
  const before = acquire(file);
  try {
    return work(before);
  } finally {
    rmSync(file, { force: true });
  }
}

/** @param {string} file */
function acquire(file) {
  const until = Date.now() + patience;
  while (Date.now() < until) {
    if (create(file)) return "done";
    const holder = holderOf(file);
    if (holder !== undefined && !isAlive(holder) && takeOver(file, holder)) return "broken off";
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
  }
  throw new LaunchError(`${file} has been held for ten minutes; remove it and try again.`, 75);
}

/**
 * Only the one who creates the claim on this dead holder may replace the lock, and only while it still names that
 * holder: of two that wait, the slower one cannot throw out the quicker one.
 * @param {string} file
 * @param {number} holder
 */
function takeOver(file, holder) {
  const claim = `${file}.after-${holder}`;
  if (!create(claim)) {
    const claimant = holderOf(claim);
    if (claimant !== undefined && !isAlive(claimant)) rmSync(claim, { force: true });
    return false;
  }
  if (holderOf(file) !== holder) {
    rmSync(claim, { force: true });
    return false;
  }
  renameSync(claim, file);
  return true;
}

/**
 * Makes the file with our process id, unless it is there.
 * @param {string} file
 */
function create(file) {
  try {
    writeFileSync(file, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    const { code, message } = /** @type {NodeJS.ErrnoException} */ (error);
    if (code === "EEXIST") return false;
    throw new LaunchError(`cannot write ${file} (${message}): make its folder writable.`, 2);
  }
}

/** @param {string} file */
function holderOf(file) {
  try {
    const holder = Number(readFileSync(file, "utf8"));
    return Number.isInteger(holder) && holder > 0 ? holder : undefined;
  } catch {
    return undefined;
  }
}

/** @param {number} holder */
function isAlive(holder) {
  try {
    process.kill(holder, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === "EPERM";
  }
}
