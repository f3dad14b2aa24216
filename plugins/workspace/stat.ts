import type { Capture } from "../../kernel/ports/workspace.ts";
import { FRESH_MS } from "./limits.ts";

/** What the file system says of a path without opening it. */
export interface Stat {
  readonly kind: Exclude<Capture["kind"], "absent">;
  readonly mode: number;
  readonly size: number;
  /** Of the last change of content, mode or name, which nobody can set: whole seconds since 1970 … */
  readonly ctime: number;
  /** … and nanoseconds. */
  readonly nanoseconds: number;
  /** A bigint where a number would not be exact. */
  readonly ino: number | bigint;
  readonly dev: number;
  readonly owner: number;
  readonly group: number;
}

export type Moment = Pick<Stat, "ctime" | "nanoseconds" | "ino">;

/** Bits of a file's mode that say what it is, and three of the things that it may be. */
const [TYPE, FILE, FOLDER, LINK] = [0o170000, 0o100000, 0o040000, 0o120000] as const;

export function kindOf(mode: number): Stat["kind"] {
  const type = mode & TYPE;
  if (type === FILE) return "file";
  if (type === FOLDER) return "directory";
  return type === LINK ? "symlink" : "other";
}

/** The bits again, of a file or a link as Linux has them; 0: of something else. */
export function modeOf({ kind, mode }: Pick<Capture, "kind" | "mode">): number {
  if (kind === "file") return FILE | mode;
  return kind === "symlink" ? LINK | 0o777 : 0;
}

/** Links have no permissions of their own. */
export function permissionsOf(kind: Stat["kind"], mode: number): number {
  return kind === "symlink" ? 0 : mode & 0o7777;
}

/** That of a folder depends on the file system. */
export function sizeOf(kind: Stat["kind"], size: number): number {
  return kind === "file" || kind === "symlink" ? size : 0;
}

/** Behind a folder that nobody may enter there may be anything. */
export const HIDDEN: Stat = {
  kind: "other",
  mode: 0,
  size: 0,
  ctime: 0,
  nanoseconds: 0,
  ino: 0,
  dev: 0,
  owner: 0,
  group: 0,
};

/** The same file, not changed in between? */
export function isSameMoment(a: Moment, b: Moment): boolean {
  return a.ctime === b.ctime && a.nanoseconds === b.nanoseconds && a.ino === b.ino;
}

/** The same entry, not changed in between, as far as the file system says? */
export function isSameStat(a: Stat, b: Stat): boolean {
  return isSameMoment(a, b) && a.kind === b.kind && a.size === b.size && a.mode === b.mode;
}

/** May a later look take an equal change time for an equal content? `looked`: Unix milliseconds before it was read. */
export function isSettled({ ctime, nanoseconds }: Stat, looked: number): boolean {
  return ctime * 1000 + nanoseconds / 1e6 < looked - FRESH_MS;
}
