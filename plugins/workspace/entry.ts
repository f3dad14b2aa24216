import { closeSync, constants, fstatSync, openSync, readlinkSync, readSync } from "node:fs";

import { LARGEST_HASHED, LARGEST_KEPT } from "./limits.ts";
import type { Keeper } from "./keeper.ts";
import { isSecret } from "./secrets.ts";
import type { Stat } from "./stat.ts";
import type { Content } from "./store/store.ts";

const CHUNK = 1024 * 1024;

const UNKNOWN: Content = { sha256: null, kept: false };

/**
 * The content of what stands there; `keeper` has the bytes of what may be kept. Takes its time with a large file: whoever
 * drives it decides whether others have their turn in between.
 */
export function* contentOf(
  absolute: string,
  path: string,
  stat: Stat,
  keeper: Keeper,
  before: string | null,
): Generator<void, Content> {
  if (stat.kind === "directory") return { sha256: null, kept: true };
  if (stat.kind === "other") return UNKNOWN;
  try {
    if (stat.kind === "symlink")
      return keeper.keep(readlinkSync(absolute, { encoding: "buffer" }), path, before);
    return yield* contentOfFile(absolute, path, keeper, before);
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
  path: string,
  keeper: Keeper,
  before: string | null,
): Generator<void, Content> {
  // Neither a link nor a pipe that has taken the file's place meanwhile may be followed or waited for.
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  const file = openSync(absolute, flags);
  try {
    const stat = fstatSync(file);
    if (!stat.isFile() || stat.size > LARGEST_HASHED) return UNKNOWN;
    if (isSecret(path)) {
      const sha256 = yield* hashOf(file);
      if (sha256 !== null) keeper.secret(sha256, stat.size);
      return { sha256, kept: false };
    }
    if (stat.size > LARGEST_KEPT) return { sha256: yield* hashOf(file), kept: false };
    const bytes = bytesOf(file, stat.size);
    if (bytes === null) return { sha256: yield* hashOf(file), kept: false };
    return keeper.keep(bytes, path, before);
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
