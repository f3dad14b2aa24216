import { statfsSync } from "node:fs";

import type { Known } from "./folder.ts";
import { isSameMoment, isSettled, type Stat } from "./stat.ts";
import { statOf } from "./stat-of.ts";
import { type Names, namesOf } from "./statx.ts";

/** File systems that change a folder's `ctime` with its names: ext, XFS, Btrfs, F2FS, bcachefs, ZFS, tmpfs, overlay. FAT does not. */
const EXACT = new Set([
  0xef53, 0x58465342, 0x9123683e, 0xf2f52010, 0xca451a4e, 0x2fc12fc1, 0x01021994, 0x794c7630,
]);

export interface Listing {
  /** Of the folder before its names were read. */
  readonly stat: Stat | null;
  readonly children: readonly string[];
  /** The same as the kernel takes them. */
  readonly names: Names;
  /** What a look has found known of each: it is not looked up again. */
  readonly known: (Known | null)[];
}

/** What is in folders that have not changed since they were read: most of a look is spared that way. */
export class Listings {
  readonly #known = new Map<string, Listing>();
  readonly #device: number | null;

  constructor(dir: string) {
    this.#device = isExact(dir) ? (statOf(dir)?.dev ?? null) : null;
  }

  get(path: string, stat: Stat): Listing | null {
    const known = this.#known.get(path);
    if (!known?.stat || !isSameMoment(known.stat, stat) || stat.dev !== this.#device) return null;
    return known;
  }

  /** `looked`: Unix milliseconds before they were read. */
  set(path: string, stat: Stat | null, children: readonly string[], looked: number): Listing {
    const listing = listingOf(stat, children);
    const isKept = stat?.dev === this.#device && stat !== null && isSettled(stat, looked);
    if (isKept) this.#known.set(path, listing);
    else this.#known.delete(path);
    return listing;
  }
}

function listingOf(stat: Stat | null, children: readonly string[]): Listing {
  return { stat, children, names: namesOf(children), known: children.map(() => null) };
}

function isExact(dir: string): boolean {
  try {
    return EXACT.has(statfsSync(dir).type);
  } catch {
    // Who cannot tell reads every folder.
    return false;
  }
}
