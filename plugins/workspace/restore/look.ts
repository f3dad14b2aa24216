import { closeSync, constants, fstatSync, openSync, readlinkSync, readSync } from "node:fs";
import { basename } from "node:path";

import { sha256 } from "../../../kernel/json.ts";
import type { Capture } from "../../../kernel/ports/workspace.ts";
import { LARGEST_HASHED } from "../limits.ts";
import { isSameStat, type Stat } from "../stat.ts";
import { isExact } from "./exact.ts";
import { parentOf } from "./paths.ts";
import { isSame } from "./same.ts";
import { type Obstacle, type Place, statAt, type Walk } from "./walk.ts";

/** What stands at a path, and by what it is known again without reading it. */
export interface Seen {
  readonly capture: Capture;
  readonly obstacle: Obstacle | null;
  /** Null: nothing is there. */
  readonly mark: Mark | null;
}

export interface Mark extends Stat {
  /** When it was looked at, in milliseconds of Unix time. */
  readonly looked: number;
}

const CHUNK = 1024 * 1024;
/** A change this shortly before a look may have the time of one after it: clocks of file systems are coarse. */
const COARSE_MS = 20;

/**
 * What stands at a path; no link is followed, and nothing but a plain file is opened. `before`: what an earlier look at it saw;
 * a file that is still marked so is not read again.
 */
export function look(walk: Walk, path: string, before?: Seen): Seen {
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
  const found = { ...nothing, kind: stat.kind, mode: stat.mode };
  const seen = { obstacle: null, mark: { ...stat, looked: Date.now() } };
  if (found.kind === "symlink") {
    const target = readlinkSync(at, { encoding: "buffer" });
    const content = { sha256: sha256(target), size: target.length, kept: true };
    return { ...seen, capture: { ...found, ...content } };
  }
  if (found.kind === "directory") return { ...seen, capture: { ...found, kept: true } };
  if (found.kind !== "file") return { ...seen, capture: found };
  const known = before && isMarked(before.mark, seen.mark) ? before.capture.sha256 : null;
  return { ...seen, capture: { ...found, size: stat.size, sha256: known ?? hashOf(at) } };
}

/** Is it still what was seen? Reads it again only where its times cannot tell. */
export function isStill(walk: Walk, { capture, mark }: Seen): boolean {
  const place = walk.find(capture.path);
  const stat = place.at === null ? null : statOf(place);
  if (stat === "closed") return false;
  if (!stat || !mark) return !stat && !mark;
  if (stat.kind !== capture.kind) return false;
  if (capture.kind === "directory") return stat.mode === capture.mode;
  if (isMarked(mark, stat)) return true;
  return isSame(look(walk, capture.path).capture, capture);
}

/** The same file with the same content: only where its times can tell. */
function isMarked(before: Mark | null, now: Stat): boolean {
  if (before === null || !isSameStat(before, now)) return false;
  return before.ctime * 1000 + before.nanoseconds / 1e6 < before.looked - COARSE_MS;
}

/** Null: nothing is there under exactly this name, which on some disks another spelling would find. */
function statOf({ at, folder }: Place & { at: string }): Stat | "closed" | null {
  try {
    const stat = statAt(at);
    return stat && isExact(folder, basename(at), stat.ino) ? stat : null;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EACCES" || code === "EPERM") return "closed";
    // No name of more than 255 bytes is there.
    if (code === "ENOTDIR" || code === "ENAMETOOLONG") return null;
    throw error;
  }
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
