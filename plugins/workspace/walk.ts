import { readdirSync } from "node:fs";

import { isUnreadable, type Stat, statOf } from "./entry.ts";
import type { Listings } from "./listings.ts";

export interface Walked {
  /** From the folder, with `/`. */
  readonly path: string;
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
  yield* walkFrom(dir, below, (path, absolute) =>
    path === below || enters(path) ? seenIn(path, absolute, sees) : null,
  );
}

/** The same of a whole folder, that reads only those folders in it which have changed. */
export function* walkAgain(
  dir: string,
  sees: (path: string) => boolean,
  listings: Listings,
): Generator<Walked> {
  yield* walkFrom(dir, "", (path, absolute, given) => {
    const looked = Date.now();
    const stat = given ?? statOf(absolute);
    const known = stat && listings.get(path, stat);
    if (known) return known;
    const children = seenIn(path, absolute, sees);
    if (stat && children) listings.set(path, stat, children, looked);
    return children;
  });
}

/** Where an entry of a folder is: texts that are made once, for they are looked up at every look. */
export type Child = Pick<Walked, "path" | "absolute">;

type ChildrenOf = (path: string, absolute: string, stat: Stat | null) => readonly Child[] | null;

function* walkFrom(dir: string, below: string, childrenOf: ChildrenOf): Generator<Walked> {
  const open = [childrenOf(below, absoluteOf(dir, below), null) ?? []];
  for (let children = open.pop(); children; children = open.pop()) {
    for (const { path, absolute } of children) {
      const stat = statOf(absolute);
      if (stat === null) continue;
      const isFolder = stat.kind === "directory";
      const inside = isFolder ? childrenOf(path, absolute, stat) : null;
      if (inside && inside.length > 0) open.push(inside);
      yield { path, absolute, stat, isClosed: isFolder && inside === null };
    }
  }
}

function seenIn(folder: string, absolute: string, sees: (path: string) => boolean) {
  const children = namesIn(absolute)?.map((name) => ({
    path: folder === "" ? name : `${folder}/${name}`,
    absolute: `${absolute}/${name}`,
  }));
  return children?.filter(({ path }) => sees(path)) ?? null;
}

function absoluteOf(dir: string, path: string): string {
  return path === "" ? dir : `${dir}/${path}`;
}

function namesIn(absolute: string): string[] | null {
  try {
    return readdirSync(absolute).toSorted();
  } catch (error) {
    if (isUnreadable(error)) return null;
    throw error;
  }
}
