import type { Folder } from "./folder.ts";
import type { Listing } from "./listings.ts";
import { openRoot } from "./root.ts";
import { childrenAgain, type Walked } from "./walk.ts";

/** So many entries are passed at most before others may have their turn. */
const BREATH = 100;

export interface News {
  /** How many entries were met so far. */
  readonly entries: number;
  /** Something to look at; null: all up to here is as it was. */
  readonly walked: Walked | null;
}

/**
 * Goes through the whole folder as `walkAgain` does, and passes by what is as at the last look: of thousands of files that
 * are, it makes nothing and looks nothing up.
 */
export function* newsIn(folder: Folder, sees: (path: string) => boolean): Generator<News> {
  const { round, listings } = folder;
  const root = openRoot(folder.dir);
  try {
    let entries = 0;
    const open: (Listing | null)[] = [childrenAgain(root, "", null, sees, listings)];
    for (let listing = open.pop(); listing; listing = open.pop()) {
      const { children, known, names } = listing;
      for (let at = 0; at < children.length; at++) {
        entries += 1;
        const before = known[at];
        if (before && before.ctime !== 0 && root.isStill(names.addresses[at]!, before)) {
          before.round = round;
          if (entries % BREATH === 0) yield { entries, walked: null };
          continue;
        }
        const path = children[at]!;
        const stat = root.stat(path);
        if (stat === null) continue;
        const isFolder = stat.kind === "directory";
        const within = isFolder ? childrenAgain(root, path, stat, sees, listings) : null;
        if (within && within.children.length > 0) open.push(within);
        const isClosed = isFolder && within === null;
        yield { entries, walked: { path, absolute: `${root.at}/${path}`, stat, isClosed } };
        // The next look compares with what this one leaves, which is no moment of any file where it is in doubt.
        known[at] = isFolder ? null : (folder.get(path) ?? null);
      }
    }
  } finally {
    root.close();
  }
}
