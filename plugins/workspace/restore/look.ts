import {
  type BigIntStats,
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readlinkSync,
  readSync,
} from "node:fs";
import { basename } from "node:path";

import { sha256 } from "../../../kernel/json.ts";
import type { Capture } from "../../../kernel/ports/workspace.ts";
import { LARGEST_HASHED } from "../limits.ts";
import { isExact } from "./exact.ts";
import { parentOf } from "./paths.ts";
import { isSame } from "./same.ts";
import type { Obstacle, Place, Walk } from "./walk.ts";

/** What stands at a path, and by what it is known again without reading it. */
export interface Seen {
  readonly capture: Capture;
  readonly obstacle: Obstacle | null;
  /** Null: nothing is there. */
  readonly mark: Mark | null;
}

export interface Mark {
  readonly inode: bigint;
  readonly size: bigint;
  readonly changedNs: bigint;
  readonly mode: bigint;
  readonly owner: number;
  readonly group: number;
  /** When it was looked at, in nanoseconds of Unix time. */
  readonly lookedNs: bigint;
}

const CHUNK = 1024 * 1024;
/** A change this shortly before a look may have the time of one after it: clocks of file systems are coarse. */
const COARSE_NS = 20_000_000n;

/** What stands at a path; no link is followed, and nothing but a plain file is opened. */
export function look(walk: Walk, path: string): Seen {
  const place = walk.find(path);
  const { at, obstacle } = place;
  const nothing = { path, kind: "absent", sha256: null, kept: false, mode: 0, size: 0 } as const;
  if (at === null) {
    const kind = obstacle.kind === "closed" ? "other" : "absent";
    return { capture: { ...nothing, kind }, obstacle, mark: null };
  }
  const stat = statOf(place);
  if (stat === "closed") {
    const folder = parentOf(path) ?? ".";
    const capture = { ...nothing, kind: "other" } as const;
    return { capture, obstacle: { folder, kind: "closed" }, mark: null };
  }
  if (!stat) return { capture: nothing, obstacle: null, mark: null };
  const found = { ...nothing, kind: kindOf(stat), mode: Number(stat.mode & 0o7777n) };
  const seen = { obstacle: null, mark: markOf(stat) };
  if (found.kind === "symlink") {
    const target = readlinkSync(at, { encoding: "buffer" });
    const content = { sha256: sha256(target), size: target.length, kept: true };
    // Links have no permissions of their own.
    return { ...seen, capture: { ...found, ...content, mode: 0 } };
  }
  if (found.kind === "directory") return { ...seen, capture: { ...found, kept: true } };
  if (found.kind !== "file") return { ...seen, capture: found };
  return { ...seen, capture: { ...found, size: Number(stat.size), sha256: hashOf(at) } };
}

/** Is it still what was seen? Reads it again only where its times cannot tell. */
export function isStill(walk: Walk, { capture, mark }: Seen): boolean {
  const place = walk.find(capture.path);
  const stat = place.at === null ? null : statOf(place);
  if (stat === "closed") return false;
  if (!stat || !mark) return !stat && !mark;
  if (kindOf(stat) !== capture.kind) return false;
  if (capture.kind === "directory") return Number(stat.mode & 0o7777n) === capture.mode;
  const now = markOf(stat);
  const isMarked =
    now.inode === mark.inode &&
    now.size === mark.size &&
    now.mode === mark.mode &&
    now.changedNs === mark.changedNs;
  if (isMarked && mark.changedNs < mark.lookedNs - COARSE_NS) return true;
  return isSame(look(walk, capture.path).capture, capture);
}

/** Null: nothing is there under exactly this name, which on some disks another spelling would find. */
function statOf({ at, folder }: Place & { at: string }): BigIntStats | "closed" | null {
  try {
    const stat = lstatSync(at, { bigint: true, throwIfNoEntry: false });
    return stat && isExact(folder, basename(at), stat.ino) ? stat : null;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EACCES" || code === "EPERM") return "closed";
    // No name of more than 255 bytes is there.
    if (code === "ENOTDIR" || code === "ENAMETOOLONG") return null;
    throw error;
  }
}

function kindOf(stat: BigIntStats): Capture["kind"] {
  if (stat.isFile()) return "file";
  if (stat.isDirectory()) return "directory";
  return stat.isSymbolicLink() ? "symlink" : "other";
}

function markOf(stat: BigIntStats): Mark {
  return {
    inode: stat.ino,
    size: stat.size,
    changedNs: stat.ctimeNs,
    mode: stat.mode,
    owner: Number(stat.uid),
    group: Number(stat.gid),
    lookedNs: BigInt(Date.now()) * 1_000_000n,
  };
}

/** Null: nobody may read it, it is too large for that, or it went away. */
function hashOf(at: string): string | null {
  let file: number;
  try {
    // Neither a link nor a pipe that has taken the file's place meanwhile may be followed or waited for.
    file = openSync(at, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch {
    return null;
  }
  try {
    const stat = fstatSync(file);
    if (!stat.isFile() || stat.size > LARGEST_HASHED) return null;
    const hasher = new Bun.CryptoHasher("sha256");
    const buffer = new Uint8Array(Math.min(CHUNK, Math.max(1, stat.size)));
    for (let total = 0; ;) {
      const read = readSync(file, buffer, 0, buffer.length, total);
      if (read === 0) return hasher.digest("hex");
      hasher.update(buffer.subarray(0, read));
      total += read;
      if (total > LARGEST_HASHED) return null;
    }
  } finally {
    closeSync(file);
  }
}
