import { readdirSync } from "node:fs";

import { lstatOf } from "../stat-of.ts";
import { AT_CWD, hasStatx, statx } from "../statx.ts";

/** A folder, as far as the spelling of names in it matters. */
export interface Spelling {
  readonly at: string;
  /** It was seen to tell `README` from `Readme`; a folder does so for all its names, and for as long as there are any. */
  isExact: boolean;
}

/**
 * Is an entry that was found by a name really called so? Some disks find it by another spelling (`README` for `Readme`, one
 * Unicode form for another); there it is another name's entry, and nothing is at this one.
 */
export function isExact(folder: Spelling, name: string, inode: number | bigint): boolean {
  if (folder.isExact) return true;
  const mayFold = process.platform === "darwin" || process.platform === "win32";
  if (!mayFold) {
    const other = name === name.toLowerCase() ? name.toUpperCase() : name.toLowerCase();
    if (other === name) return true;
    const at = `${folder.at}/${other}`;
    const found = hasStatx() ? statx(AT_CWD, at) : lstatOf(at);
    if (found?.ino !== inode) {
      folder.isExact = true;
      return true;
    }
  }
  try {
    return readdirSync(folder.at).includes(name);
  } catch {
    // It may be entered and not read: its entries go by the names they are found by.
    return true;
  }
}
