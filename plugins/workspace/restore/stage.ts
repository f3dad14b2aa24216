import {
  close,
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  fstatSync,
  fsync,
  lstatSync,
  openSync,
  type Stats,
  symlinkSync,
  writeSync,
} from "node:fs";
import { writeFile } from "node:fs/promises";
import { promisify } from "node:util";

import { KernelError, unavailable } from "../../../kernel/error.ts";
import type { Work } from "./choose.ts";
import type { Engine } from "./engine.ts";
import type { Mark } from "./look.ts";
import { ancestorsOf } from "./paths.ts";
import { actionFor } from "./action.ts";
import { isWritable } from "./rights.ts";
import { announce, temporaryName, tidy } from "./temporary.ts";
import { bytesAt } from "./bytes-at.ts";
import type { Sources } from "./sources.ts";
import type { Walk } from "./walk.ts";
import { goneWords } from "./words.ts";

/** By the path it is for. */
export interface Staged {
  /** The path of its temporary file, in a folder that is there already. */
  readonly temporary: ReadonlyMap<string, string>;
  /** Where a content was copied from that is kept nowhere: what stands there goes last. */
  readonly borrowed: ReadonlyMap<string, string>;
  /** Where a link leads that nothing has to make way for. */
  readonly links: ReadonlyMap<string, Buffer>;
}

/** How many are on their way to the disk at once: one fsync waits for the disk, many wait together. */
const AT_ONCE = 64;
/** Permissions that a new file gets by itself, whatever else is set. */
const PLAIN = 0o777;
const NEW = constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY | constants.O_NOFOLLOW;

const onTheDisk = promisify(fsync);
const closed = promisify(close);

export interface Staging {
  readonly operation: string;
  readonly dir: string;
  /** When contents have to be on the disk: before anything is moved, or when the restore is over. */
  readonly onDisk: "first" | "later";
  readonly sources: Sources;
}

/** Puts every content that is needed beside where it belongs. All of them, or none and an error. */
export async function stage(
  engine: Engine,
  walk: Walk,
  { operation, dir, onDisk, sources }: Staging,
  works: readonly Work[],
): Promise<Staged> {
  const { parts, reached } = engine;
  const links = new Map(works.filter(isNewLink).map((work) => [work.path, linkOf(parts, work)]));
  const needing = works.filter(needsTemporary);
  const temporary = temporaryPaths(walk, operation, needing);
  const borrowed = borrowedBy(parts, needing, sources);
  if (temporary.size === 0) return { temporary, links, borrowed };
  try {
    reached("announce");
    announce(parts.tenantDir, operation, dir, [...temporary.values()]);
    const staging = { engine, walk, onDisk, temporary, borrowed };
    for (let at = 0; at < needing.length; at += AT_ONCE)
      await stageSome(staging, needing.slice(at, at + AT_ONCE));
  } catch (error) {
    tidy(parts.tenantDir, operation);
    throw stagingError(error);
  }
  return { temporary, links, borrowed };
}

interface Some extends Pick<Staging, "onDisk">, Pick<Staged, "temporary" | "borrowed"> {
  readonly engine: Engine;
  readonly walk: Walk;
}

async function stageSome(
  { engine, walk, onDisk, temporary, borrowed }: Some,
  works: readonly Work[],
): Promise<void> {
  const { parts, reached } = engine;
  const synced: number[] = [];
  const written: Promise<void>[] = [];
  using _ = walk.hold();
  const one = (work: Work) => {
    reached(`stage ${work.path}`);
    const place = temporary.get(work.path)!;
    const source = borrowed.get(work.path);
    const isDue = onDisk === "first" || source !== undefined || !isReadable(work);
    if (!isDue && work.to.kind === "file") {
      written.push(write(walk, place, work, contentOf(parts, work)));
      return;
    }
    const bytes = source === undefined ? [contentOf(parts, work)] : bytesAt(walk, source, work.to);
    const file = put(walk, place, work, bytes);
    if (file === null) return;
    if (isDue) synced.push(file);
    else closeSync(file);
  };
  try {
    parts.reading(() => works.forEach(one));
    await Promise.all(synced.map((file) => onTheDisk(file)));
  } finally {
    // Nothing is on its way any more when what there is of it is taken away again.
    await Promise.allSettled(written);
    await Promise.all(synced.map((file) => closed(file)));
  }
  await Promise.all(written);
}

function borrowedBy(
  parts: Engine["parts"],
  works: readonly Work[],
  sources: Sources,
): ReadonlyMap<string, string> {
  const borrowed = new Map<string, string>();
  for (const { path, to } of works) {
    const source = sources.get(to.sha256 ?? "");
    if (source === undefined || parts.has(to.sha256!)) continue;
    borrowed.set(path, source);
  }
  return borrowed;
}

/** What its owner may not open cannot be synced later. */
function isReadable({ to }: Work): boolean {
  return (to.mode & 0o400) !== 0;
}

function needsTemporary(work: Work): boolean {
  const action = actionFor(work.now, work.to);
  return action === "write" || (action === "link" && !isNewLink(work));
}

/** It is made where it belongs: making a link overwrites nothing. */
function isNewLink({ now, to }: Work): boolean {
  return to.kind === "symlink" && !isReplaced(now.kind);
}

export function isReplaced(kind: Work["now"]["kind"]): boolean {
  return kind === "file" || kind === "symlink";
}

function temporaryPaths(
  walk: Walk,
  operation: string,
  works: readonly Work[],
): ReadonlyMap<string, string> {
  const paths = new Map<string, string>();
  for (const { path } of works) {
    const folder = stagingFolder(walk, path);
    const name = temporaryName(operation, paths.size);
    paths.set(path, folder === "" ? name : `${folder}/${name}`);
  }
  return paths;
}

function linkOf(parts: Engine["parts"], work: Work): Buffer {
  return Buffer.from(contentOf(parts, work));
}

function contentOf(parts: Engine["parts"], { path, to }: Work): Uint8Array {
  const content = to.sha256 === null ? null : parts.content(to.sha256);
  if (content !== null) return content;
  throw unavailable(
    `${JSON.stringify(path)} cannot be given back: ${goneWords(to)}; nothing was changed`,
    "plan again",
  );
}

/** Answers with the file that is to be synced and closed. */
function put(
  walk: Walk,
  path: string,
  { to, seen }: Work,
  content: Iterable<Uint8Array>,
): number | null {
  const at = walk.find(path).at ?? path;
  if (to.kind === "symlink") {
    symlinkSync(Buffer.concat([...content]), at);
    return null;
  }
  const file = openSync(at, NEW, 0o600);
  try {
    for (const bytes of content)
      for (let from = 0; from < bytes.length;)
        from += writeSync(file, bytes, from, bytes.length - from);
    const made = fstatSync(file);
    if (seen.mark !== null && seen.capture.kind === "file") keepOwner(file, made, seen.mark);
    // Giving a file away takes special bits from it: the mode comes last.
    fchmodSync(file, to.mode);
    return file;
  } catch (error) {
    closeSync(file);
    throw error;
  }
}

/** Makes a file while others are made: making one takes the system longer than all that is done with it. */
async function write(
  walk: Walk,
  path: string,
  { to, seen }: Work,
  content: Uint8Array,
): Promise<void> {
  const at = walk.find(path).at ?? path;
  await writeFile(at, content, { flag: "wx", mode: to.mode & PLAIN });
  const owner = seen.capture.kind === "file" ? seen.mark : null;
  const made = lstatSync(at);
  if ((made.mode & 0o7777) === to.mode && isOwnedBy(made, owner)) return;
  const file = openSync(at, constants.O_WRONLY | constants.O_NOFOLLOW);
  try {
    if (owner !== null) keepOwner(file, made, owner);
    fchmodSync(file, to.mode);
  } finally {
    closeSync(file);
  }
}

function isOwnedBy(made: Stats, owner: Mark | null): boolean {
  return owner === null || (made.uid === owner.owner && made.gid === owner.group);
}

/** Only root can give a file away; for anybody else it is theirs already or becomes theirs. */
function keepOwner(file: number, made: Stats, { owner, group }: Mark): void {
  if (made.uid === owner && made.gid === group) return;
  if (process.getuid?.() === 0) fchownSync(file, owner, group);
}

/** The nearest folder that may be written, on the disk that the path is on. */
function stagingFolder(walk: Walk, path: string): string {
  let nearest: { folder: string; disk: number } | null = null;
  for (const folder of [...ancestorsOf(path), ""]) {
    const { at } = folder === "" ? { at: walk.top } : walk.find(`${folder}/.`);
    if (at === null) continue;
    const disk = lstatSync(at).dev;
    nearest ??= { folder, disk };
    if (disk === nearest.disk && isWritable(at)) return folder;
  }
  return nearest?.folder ?? "";
}

function stagingError(error: unknown): unknown {
  if (error instanceof KernelError) return error;
  const { code, path } = error as NodeJS.ErrnoException;
  if (code === "ENOSPC" || code === "EDQUOT" || code === "EFBIG") {
    return unavailable("the disk is full: nothing was changed", "free some space, then try again");
  }
  if (code === undefined) return error;
  return unavailable(
    `${JSON.stringify(path ?? "a file")} cannot be written (${code}): nothing was changed`,
    "mend that, then try again",
  );
}
