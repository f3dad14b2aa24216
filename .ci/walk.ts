import { readdirSync, statSync } from "node:fs";
import { join, relative, sep } from "node:path";

const skippedFolders = new Set([".git", "node_modules", "dist"]);
const skippedPaths = new Set(["bench/peers"]);

/** The files of the repository under `start` (a file or a folder), as paths from `root` with `/`, in a fixed order. */
export function walk(root: string, start = "."): readonly string[] {
  const full = join(root, start);
  const path = relative(root, full).split(sep).join("/");
  if (statSync(full).isFile()) return [path];
  return readdirSync(full, { withFileTypes: true })
    .flatMap((entry) => {
      const inside = join(path, entry.name);
      if (entry.isFile()) return [inside];
      if (!entry.isDirectory()) return [];
      return skippedFolders.has(entry.name) || skippedPaths.has(inside) ? [] : walk(root, inside);
    })
    .sort();
}
