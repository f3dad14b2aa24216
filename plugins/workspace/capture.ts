import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readSync,
  realpathSync,
} from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";

import { usage } from "../../kernel/error.ts";
import type { Capture } from "../../kernel/ports/workspace.ts";

/** A larger file is known by its hash alone. */
const LARGEST_KEPT = 10 * 1024 * 1024;
/** Reading what is larger than this would hold up every other run. */
const LARGEST_HASHED = 256 * 1024 * 1024;
const CHUNK = 1024 * 1024;

type Keep = (bytes: Uint8Array) => string;

/** What stands at each path. Throws `usage` for a path that is not inside the folder. */
export function capture(dir: string, paths: readonly string[], keep: Keep): readonly Capture[] {
  return paths.map((path) => captureOne(dir, path, keep));
}

function captureOne(dir: string, path: string, keep: Keep): Capture {
  const absolute = resolve(dir, path);
  if (path.includes("\0") || !isWithin(dir, absolute))
    throw usage(
      `the path ${JSON.stringify(path)} is not inside the run's folder`,
      "use a path inside it",
    );
  const name = nameIn(dir, absolute);
  const nothing = { path: name, kind: "other", sha256: null, kept: false, mode: 0 } as const;
  const real = realPathWithin(dir, absolute);
  if (real === "absent") return { ...nothing, kind: "absent" };
  if (real === null) return nothing;
  try {
    return { ...nothing, ...contentOf(real, keep) };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return { ...nothing, kind: "absent" };
    if (code === "EACCES" || code === "EPERM") return { ...nothing, ...kindOf(real) };
    throw error;
  }
}

/** The name in the folder of what a path leads to, links followed, of a new file those of its folders. Null: out of it. */
export function realName(dir: string, path: string): string | null {
  const absolute = resolve(dir, path);
  for (let at = absolute; ; at = dirname(at)) {
    if (!isWithin(dir, at)) return null;
    try {
      const real = resolve(realpathSync(at), relative(at, absolute));
      return isWithin(dir, real) ? nameIn(dir, real) : null;
    } catch {
      // A link that leads nowhere leads to what will be made there: none of ours.
      if (lstatSync(at, { throwIfNoEntry: false })?.isSymbolicLink()) return null;
    }
  }
}

function nameIn(dir: string, absolute: string): string {
  return relative(dir, absolute).split(sep).join("/") || ".";
}

/** Null: a link that leads out of the folder or nowhere. What is behind it is none of the run's business. */
function realPathWithin(dir: string, absolute: string): string | "absent" | null {
  try {
    const real = realpathSync(absolute);
    return isWithin(dir, real) ? real : null;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== "ENOENT" && code !== "ENOTDIR") return null;
    if (code === "ENOENT" && lstatSync(absolute, { throwIfNoEntry: false })) return null;
    return leadsOut(dir, absolute) ? null : "absent";
  }
}

/** Does the nearest folder that is there lie outside? */
function leadsOut(dir: string, absolute: string): boolean {
  for (let at = dirname(absolute); isWithin(dir, at); at = dirname(at)) {
    try {
      return !isWithin(dir, realpathSync(at));
    } catch {
      // Not there either: its parent decides.
    }
  }
  return false;
}

function isWithin(dir: string, path: string): boolean {
  return path === dir || path.startsWith(dir.endsWith(sep) ? dir : join(dir, sep));
}

function contentOf(real: string, keep: Keep): Omit<Capture, "path"> {
  const entry = kindOf(real);
  if (entry.kind !== "file") return entry;
  // Neither a link nor a pipe that has taken the file's place meanwhile may be followed or waited for.
  const file = openSync(real, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const { size, mode } = fstatSync(file);
    const found = { ...entry, mode: mode & 0o7777 };
    if (size > LARGEST_HASHED) return found;
    if (size > LARGEST_KEPT) return { ...found, sha256: hashOf(file) };
    const bytes = bytesOf(file);
    if (bytes.length > LARGEST_KEPT) return { ...found, sha256: hashOf(file) };
    return { ...found, sha256: keep(bytes), kept: true };
  } finally {
    closeSync(file);
  }
}

function kindOf(real: string): Omit<Capture, "path"> {
  const stat = lstatSync(real);
  const kind = stat.isFile() ? "file" : stat.isDirectory() ? "directory" : "other";
  return { kind, sha256: null, kept: false, mode: stat.mode & 0o7777 };
}

/** All of a file, or a little more than is ever kept if it grows while it is read. */
function bytesOf(file: number): Uint8Array {
  const chunks: Uint8Array[] = [];
  let total = 0;
  for (const chunk of chunksOf(file)) {
    chunks.push(chunk.slice());
    total += chunk.length;
    if (total > LARGEST_KEPT) break;
  }
  return Buffer.concat(chunks);
}

function hashOf(file: number): string {
  const hasher = new Bun.CryptoHasher("sha256");
  let total = 0;
  for (const chunk of chunksOf(file)) {
    hasher.update(chunk);
    total += chunk.length;
    if (total > LARGEST_HASHED) break;
  }
  return hasher.digest("hex");
}

function* chunksOf(file: number): Generator<Uint8Array> {
  const buffer = new Uint8Array(CHUNK);
  for (let at = 0; ;) {
    const read = readSync(file, buffer, 0, CHUNK, at);
    if (read === 0) return;
    yield buffer.subarray(0, read);
    at += read;
  }
}
