import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readlinkSync,
  readSync,
  type Stats,
} from "node:fs";

import type { Capture } from "../../kernel/ports/workspace.ts";
import { FRESH_MS, LARGEST_HASHED, LARGEST_KEPT } from "./limits.ts";
import { isSecret } from "./secrets.ts";

const CHUNK = 1024 * 1024;

/** What the file system says of a path without opening it. */
export interface Stat {
  readonly kind: Exclude<Capture["kind"], "absent">;
  readonly mode: number;
  readonly size: number;
  /**
   * Milliseconds of the last change of content, mode or name, to a quarter of a microsecond: nobody can set it. As bigint it
   * would be exact, and a look at thousands of files take half as long again.
   */
  readonly ctime: number;
  readonly ino: number;
  readonly dev: number;
}

/** What bytes become: kept under their hash, or only hashed. */
export type Keep = (bytes: Uint8Array) => string;

/** Content as far as it may be known. */
export type Content = Pick<Capture, "sha256" | "kept">;

const UNKNOWN: Content = { sha256: null, kept: false };

/** Null: nothing is there. */
export function statOf(absolute: string): Stat | null {
  try {
    const stat = lstatSync(absolute, { throwIfNoEntry: false });
    return stat ? statFrom(stat) : null;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOTDIR" || code === "ENAMETOOLONG" || code === "ENOENT") return null;
    // Behind a folder that nobody may enter there may be anything.
    if (code === "EACCES" || code === "EPERM")
      return { kind: "other", mode: 0, size: 0, ctime: 0, ino: 0, dev: 0 };
    throw error;
  }
}

function statFrom(stat: Stats): Stat {
  const kind = stat.isFile()
    ? "file"
    : stat.isDirectory()
      ? "directory"
      : stat.isSymbolicLink()
        ? "symlink"
        : "other";
  const hasSize = kind === "file" || kind === "symlink";
  return {
    kind,
    // Links have no permissions of their own.
    mode: kind === "symlink" ? 0 : stat.mode & 0o7777,
    // That of a folder depends on the file system.
    size: hasSize ? stat.size : 0,
    ctime: stat.ctimeMs,
    ino: stat.ino,
    dev: stat.dev,
  };
}

/** May a later look take an equal change time for an equal content? `looked`: Unix milliseconds before it was read. */
export function isSettled({ ctime }: Stat, looked: number): boolean {
  return ctime < looked - FRESH_MS;
}

/**
 * The content of what stands there; `keep` has the bytes of what may be kept. Takes its time with a large file: whoever
 * drives it decides whether others have their turn in between.
 */
export function* contentOf(
  absolute: string,
  path: string,
  stat: Stat,
  keep: Keep,
): Generator<void, Content> {
  if (stat.kind === "directory") return { sha256: null, kept: true };
  if (stat.kind === "other") return UNKNOWN;
  try {
    if (stat.kind === "symlink")
      return { sha256: keep(readlinkSync(absolute, { encoding: "buffer" })), kept: true };
    return yield* contentOfFile(absolute, isSecret(path), keep);
  } catch (error) {
    // Gone, locked or something else by now: its next look will tell.
    if (!isUnreadable(error)) throw error;
    return UNKNOWN;
  }
}

/** Runs it to its end at once. */
export function atOnce<T>(work: Generator<void, T>): T {
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
}

const UNREADABLE = new Set(["EACCES", "EPERM", "ENOENT", "ENOTDIR", "ELOOP", "ENXIO", "EINVAL"]);

export function isUnreadable(error: unknown): boolean {
  return UNREADABLE.has((error as NodeJS.ErrnoException).code ?? "");
}

function* contentOfFile(
  absolute: string,
  isHashedOnly: boolean,
  keep: Keep,
): Generator<void, Content> {
  // Neither a link nor a pipe that has taken the file's place meanwhile may be followed or waited for.
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  const file = openSync(absolute, flags);
  try {
    const stat = fstatSync(file);
    if (!stat.isFile() || stat.size > LARGEST_HASHED) return UNKNOWN;
    if (isHashedOnly || stat.size > LARGEST_KEPT)
      return { sha256: yield* hashOf(file), kept: false };
    const bytes = bytesOf(file, stat.size);
    if (bytes === null) return { sha256: yield* hashOf(file), kept: false };
    return { sha256: keep(bytes), kept: true };
  } finally {
    closeSync(file);
  }
}

/** All of a file; null if it has grown beyond what is ever kept. */
function bytesOf(file: number, size: number): Uint8Array | null {
  // One byte more shows whether it has grown since.
  let buffer = Buffer.allocUnsafe(size + 1);
  for (let at = 0; ;) {
    const read = readSync(file, buffer, at, buffer.length - at, at);
    at += read;
    if (at > LARGEST_KEPT) return null;
    if (read === 0) return buffer.subarray(0, at);
    if (at === buffer.length) buffer = Buffer.concat([buffer, Buffer.allocUnsafe(CHUNK)]);
  }
}

function* hashOf(file: number): Generator<void, string | null> {
  const hasher = new Bun.CryptoHasher("sha256");
  const buffer = new Uint8Array(CHUNK);
  for (let at = 0; ;) {
    const read = readSync(file, buffer, 0, CHUNK, at);
    if (read === 0) return hasher.digest("hex");
    at += read;
    if (at > LARGEST_HASHED) return null;
    hasher.update(buffer.subarray(0, read));
    yield;
  }
}
