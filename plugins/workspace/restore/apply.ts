import { lstatSync, mkdirSync, renameSync, rmdirSync, symlinkSync, unlinkSync } from "node:fs";

import type { Work } from "./choose.ts";
import type { Engine } from "./engine.ts";
import type { Skipped } from "./events.ts";
import { isGoing } from "./folders.ts";
import { isStill } from "./look.ts";
import { actionFor } from "./action.ts";
import { isReplaced, type Staged } from "./stage.ts";
import { lettingGo, moveToFree, setMode } from "./system.ts";
import type { Walk } from "./walk.ts";
import { obstacleWords } from "./words.ts";

/** What an owner needs to change what is in a folder. */
const OPEN = 0o700;
/** What another hand at work looks like; anything else is a disk that fails. */
const CHANGED = new Set(["ENOENT", "EEXIST", "ENOTEMPTY", "ENOTDIR", "EISDIR", "ELOOP"]);
const MEANWHILE = "was changed while this was going on";

interface Applying {
  readonly engine: Engine;
  readonly walk: Walk;
  /** A second way, so that a file and its place are held at the same time. */
  readonly temporary: Walk;
  readonly staged: Staged;
  readonly skipped: Map<string, string>;
}

/**
 * Removes (the innermost first), makes folders, puts files and links, sets modes. Each path is looked at again right
 * before it is touched; what somebody changed meanwhile is left alone. Throws when the disk does not do as told.
 */
export function apply(applying: Omit<Applying, "skipped">, works: readonly Work[]): Skipped[] {
  const all: Applying = { ...applying, skipped: new Map() };
  const inward = works;
  const outward = works.toReversed();
  for (const work of inward) if (isClosed(work, works)) attempt(all, work, open);
  for (const work of outward) if (isRemoved(work)) attempt(all, work, remove);
  for (const work of inward)
    if (work.to.kind === "directory" && work.now.kind !== "directory") attempt(all, work, make);
  for (const work of inward)
    if (work.to.kind === "file" || work.to.kind === "symlink") attempt(all, work, put);
  for (const work of outward) if (isFolder(work)) finish(all, work);
  return [...all.skipped].map(([path, reason]) => ({ path, reason }));
}

function attempt(
  applying: Applying,
  work: Work,
  act: (applying: Applying, work: Work, at: string) => void,
): void {
  const { skipped, walk } = applying;
  if (skipped.has(work.path)) return;
  const { at, obstacle } = walk.find(work.path);
  if (at === null) {
    skipped.set(work.path, obstacleWords(obstacle));
    return;
  }
  try {
    act(applying, work, at);
  } catch (error) {
    if (!CHANGED.has((error as NodeJS.ErrnoException).code ?? "")) throw error;
    skipped.set(work.path, MEANWHILE);
  }
}

/** Its owner may not work in it, and something in it is to be changed. */
function isClosed({ path, now }: Work, works: readonly Work[]): boolean {
  if (now.kind !== "directory" || (now.mode & OPEN) === OPEN) return false;
  return works.some((other) => other.path.startsWith(`${path}/`));
}

function isRemoved(work: Work): boolean {
  if (work.now.kind === "absent") return false;
  if (work.to.kind === "absent" || isGoing(work)) return true;
  return work.to.kind === "directory" && work.now.kind !== "directory";
}

/** A folder before or after. */
function isFolder({ now, to }: Work): boolean {
  return now.kind === "directory" || to.kind === "directory";
}

function open({ engine, walk, skipped }: Applying, { path, now, seen }: Work, at: string): void {
  if (!isStill(walk, seen)) {
    skipped.set(path, MEANWHILE);
    return;
  }
  engine.reached(`open ${path}`);
  setMode(at, now.mode | OPEN);
}

function remove({ engine, walk, skipped }: Applying, { path, now, seen }: Work, at: string): void {
  if (now.kind === "directory") {
    engine.reached(`rmdir ${path}`);
    rmdirSync(at);
    return;
  }
  if (!isStill(walk, seen)) {
    skipped.set(path, MEANWHILE);
    return;
  }
  engine.reached(`unlink ${path}`);
  lettingGo(at, () => unlinkSync(at));
}

function make({ engine }: Applying, { path, to }: Work, at: string): void {
  engine.reached(`mkdir ${path}`);
  mkdirSync(at, { mode: to.mode | OPEN });
}

function put(applying: Applying, work: Work, at: string): void {
  const { engine, walk, temporary, staged, skipped } = applying;
  const { path, now, to, seen } = work;
  if (isReplaced(now.kind) && !isStill(walk, seen)) {
    skipped.set(path, MEANWHILE);
    return;
  }
  const action = actionFor(now, to);
  engine.reached(`${action} ${path}`);
  if (action === "chmod") {
    setMode(at, to.mode);
    return;
  }
  const link = staged.links.get(path);
  if (link !== undefined) {
    symlinkSync(link, at);
    return;
  }
  const { at: source } = temporary.find(staged.temporary.get(path)!);
  if (source === null) throw Object.assign(new Error("its folder is gone"), { code: "ENOENT" });
  if (isReplaced(now.kind)) lettingGo(at, () => renameSync(source, at));
  if (!isReplaced(now.kind)) moveToFree(source, at);
}

/** A folder gets its mode when nothing has to be done in it any more; one that stays gets its own back. */
function finish(applying: Applying, { path, now, to }: Work): void {
  const { engine, walk, skipped } = applying;
  const isLeft = skipped.has(path) || to.kind !== "directory";
  const wanted = isLeft ? now : to;
  if (wanted.kind !== "directory") return;
  try {
    const { at } = walk.find(path);
    const stat = at === null ? undefined : lstatSync(at, { throwIfNoEntry: false });
    if (at === null || !stat?.isDirectory()) return;
    const mode = stat.mode & 0o7777;
    if (mode === wanted.mode) return;
    if (now.kind === "directory" && mode !== now.mode && mode !== (now.mode | OPEN)) {
      skipped.set(path, MEANWHILE);
      return;
    }
    engine.reached(`mode ${path}`);
    setMode(at, wanted.mode);
  } catch (error) {
    if (!CHANGED.has((error as NodeJS.ErrnoException).code ?? "")) throw error;
    skipped.set(path, MEANWHILE);
  }
}
