import { lstatSync, mkdirSync, renameSync, rmdirSync, symlinkSync, unlinkSync } from "node:fs";

import type { Work } from "./choose.ts";
import type { Engine } from "./engine.ts";
import type { Skipped } from "./events.ts";
import { isGoing } from "./folders.ts";
import { isStill } from "./look.ts";
import { actionFor } from "./action.ts";
import { isReplaced, type Staged } from "./stage.ts";
import { lettingGo, moveToFree, setMode } from "./system.ts";
import { syncFolderNow } from "./sync.ts";
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
  readonly staged: Staged;
  readonly skipped: Map<string, string>;
  readonly moved: Set<string>;
}

export interface Applied {
  readonly skipped: readonly Skipped[];
  /** Temporary files that are in their places now. */
  readonly moved: ReadonlySet<string>;
}

/**
 * Removes (the innermost first), makes folders, puts files and links, sets modes. Each path is looked at again right
 * before it is touched; what somebody changed meanwhile is left alone. Throws when the disk does not do as told.
 */
export function apply(
  applying: Omit<Applying, "skipped" | "moved">,
  works: readonly Work[],
): Applied {
  const all: Applying = { ...applying, skipped: new Map(), moved: new Set() };
  all.walk.doubt();
  const inward = works;
  const sources = new Set(applying.staged.borrowed.values());
  // What a content was copied from that is kept nowhere goes when the copy is in its place, and its folder after it.
  const isLast = (work: Work) =>
    sources.has(work.path) ||
    (isGoing(work) && [...sources].some((path) => path.startsWith(`${work.path}/`)));
  const outward = works.toReversed();
  for (const work of inward) if (isClosed(work, works)) attempt(all, work, open);
  const [early, last] = [works.filter((work) => !isLast(work)), works.filter(isLast)];
  for (const work of early.toReversed()) if (isRemoved(work)) attempt(all, work, remove);
  for (const work of inward)
    if (work.to.kind === "directory" && work.now.kind !== "directory") attempt(all, work, make);
  for (const work of early) if (isPut(work)) attempt(all, work, put);
  if (last.length > 0) endBorrowing(all, works);
  for (const work of last.toReversed()) if (isRemoved(work)) attempt(all, work, remove);
  for (const work of last) if (isPut(work)) attempt(all, work, put);
  for (const work of outward) if (isFolder(work)) finish(all, work);
  const skipped = [...all.skipped].map(([path, reason]) => ({ path, reason }));
  return { skipped, moved: all.moved };
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

/** The copies are on the disk under their names; without its copy, what it is of stays. */
function endBorrowing({ walk, staged, skipped }: Applying, works: readonly Work[]): void {
  const paths = new Set(works.map(({ path }) => path));
  for (const [path, source] of staged.borrowed) {
    if (paths.has(path) && !skipped.has(path)) syncFolderNow(walk, path);
    else if (paths.has(source))
      skipped.set(source, `holds what ${JSON.stringify(path)} was, which is left alone`);
  }
}

function isPut({ to }: Work): boolean {
  return to.kind === "file" || to.kind === "symlink";
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
  const { engine, walk, staged, skipped, moved } = applying;
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
  const name = staged.temporary.get(path)!;
  const { at: source } = walk.find(name);
  if (source === null) throw Object.assign(new Error("its folder is gone"), { code: "ENOENT" });
  if (isReplaced(now.kind)) lettingGo(at, () => renameSync(source, at));
  if (!isReplaced(now.kind)) moveToFree(source, at);
  moved.add(name);
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
