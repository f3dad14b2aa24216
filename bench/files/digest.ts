import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

/** Of all paths and bytes below a folder, by nothing that is measured. */
export function digestOf(dir: string): string {
  const hasher = new Bun.CryptoHasher("sha256");
  const go = (below: string) => {
    for (const name of readdirSync(join(dir, below)).toSorted()) {
      const path = join(below, name);
      if (statSync(join(dir, path)).isDirectory()) {
        go(path);
        continue;
      }
      hasher.update(`${path}\0`);
      hasher.update(readFileSync(join(dir, path)));
    }
  };
  go("");
  return hasher.digest("hex");
}

/** Bytes that the files below a folder take of the disk: what a file of 200 bytes takes is a block. */
export function diskBytes(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).blocks * 512, 0);
}
