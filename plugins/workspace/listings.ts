import { statfsSync } from "node:fs";

import { isSettled, type Stat, statOf } from "./entry.ts";
import type { Child } from "./walk.ts";

/** File systems that change a folder's `ctime` with its names: ext, XFS, Btrfs, F2FS, bcachefs, ZFS, tmpfs, overlay. FAT does not. */
const EXACT = new Set([
  0xef53, 0x58465342, 0x9123683e, 0xf2f52010, 0xca451a4e, 0x2fc12fc1, 0x01021994, 0x794c7630,
]);

interface Listing {
  readonly ctime: number;
  readonly ino: number;
  readonly children: readonly Child[];
}

/** What is in folders that have not changed since they were read: most of a look is spared that way. */
export class Listings {
  readonly #known = new Map<string, Listing>();
  readonly #device: number | null;

  constructor(dir: string) {
    this.#device = isExact(dir) ? (statOf(dir)?.dev ?? null) : null;
  }

  get(path: string, { ctime, ino, dev }: Stat): readonly Child[] | null {
    const known = this.#known.get(path);
    if (known?.ctime !== ctime || known.ino !== ino || dev !== this.#device) return null;
    return known.children;
  }

  /** `looked`: Unix milliseconds before they were read. */
  set(path: string, stat: Stat, children: readonly Child[], looked: number): void {
    const { ctime, ino, dev } = stat;
    if (dev === this.#device && isSettled(stat, looked))
      this.#known.set(path, { ctime, ino, children });
    else this.#known.delete(path);
  }
}

function isExact(dir: string): boolean {
  try {
    return EXACT.has(statfsSync(dir).type);
  } catch {
    // Who cannot tell reads every folder.
    return false;
  }
}
