import { readdirSync } from "node:fs";

import { isUnreadable } from "./entry.ts";
import type { Listing, Listings } from "./listings.ts";
import { inside, openRoot, type Root } from "./root.ts";
import type { Stat } from "./stat.ts";

export interface Walked {
  /** From the folder, with `/`. */
  readonly path: string;
  /** Where it can be opened as long as the walk goes on. */
  readonly absolute: string;
  readonly stat: Stat;
  /** A folder whose names nobody may read, or that `enters` refused: nothing below it is seen. */
  readonly isClosed: boolean;
}

/** Everything below `below` (`""`: the folder itself), each folder before what is in it. Links are not followed. */
export function* walk(
  dir: string,
  below: string,
  sees: (path: string) => boolean,
  enters: (path: string) => boolean = () => true,
): Generator<Walked> {
  yield* walkFrom(dir, below, (root, path) =>
    path === below || enters(path) ? seenIn(root, path, sees) : null,
  );
}

/** The same of a whole folder, that reads only those folders in it which have changed. */
export function* walkAgain(
  dir: string,
  sees: (path: string) => boolean,
  listings: Listings,
): Generator<Walked> {
  yield* walkFrom(
    dir,
    "",
    (root, path, stat) => childrenAgain(root, path, stat, sees, listings)?.children ?? null,
  );
}

/** What is in a folder, read only if the folder has changed. Null: nobody may read it. */
export function childrenAgain(
  root: Root,
  path: string,
  given: Stat | null,
  sees: (path: string) => boolean,
  listings: Listings,
): Listing | null {
  const looked = Date.now();
  const stat = given ?? root.stat(path);
  const known = stat && listings.get(path, stat);
  if (known) return known;
  const children = seenIn(root, path, sees);
  return children && listings.set(path, stat, children, looked);
}

type ChildrenOf = (root: Root, path: string, stat: Stat | null) => readonly string[] | null;

function* walkFrom(dir: string, below: string, childrenOf: ChildrenOf): Generator<Walked> {
  const root = openRoot(dir);
  try {
    const open = [childrenOf(root, below, null) ?? []];
    for (let children = open.pop(); children; children = open.pop()) {
      for (const path of children) {
        const stat = root.stat(path);
        if (stat === null) continue;
        const isFolder = stat.kind === "directory";
        const within = isFolder ? childrenOf(root, path, stat) : null;
        if (within && within.length > 0) open.push(within);
        const isClosed = isFolder && within === null;
        yield { path, absolute: `${root.at}/${path}`, stat, isClosed };
      }
    }
  } finally {
    root.close();
  }
}

function seenIn(root: Root, folder: string, sees: (path: string) => boolean) {
  const children = namesIn(inside(root.at, folder))?.map((name) =>
    folder === "" ? name : `${folder}/${name}`,
  );
  return children?.filter(sees) ?? null;
}

function namesIn(absolute: string): string[] | null {
  try {
    return readdirSync(absolute).toSorted();
  } catch (error) {
    if (isUnreadable(error)) return null;
    throw error;
  }
}
