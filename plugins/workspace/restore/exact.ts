import { lstatSync, readdirSync } from "node:fs";

/**
 * Is an entry that was found by a name really called so? Some disks find it by another spelling (`README` for `Readme`, one
 * Unicode form for another); there it is another name's entry, and nothing is at this one.
 */
export function isExact(folder: string, name: string, inode: bigint): boolean {
  const mayFold = process.platform === "darwin" || process.platform === "win32";
  if (!mayFold) {
    const other = name === name.toLowerCase() ? name.toUpperCase() : name.toLowerCase();
    if (other === name) return true;
    const found = lstatSync(`${folder}/${other}`, { bigint: true, throwIfNoEntry: false });
    if (found?.ino !== inode) return true;
  }
  try {
    return readdirSync(folder).includes(name);
  } catch {
    // It may be entered and not read: its entries go by the names they are found by.
    return true;
  }
}
