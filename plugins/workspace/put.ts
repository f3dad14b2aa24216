import type { Capture } from "../../kernel/ports/workspace.ts";
import type { Sight } from "./sight.ts";
import { statOf } from "./stat-of.ts";

/**
 * Tells the index of a folder what somebody has put there. What its size, kind and mode contradict is left to a look; the
 * others are read again at the next look, since nobody can tell their times from those of a change right after.
 */
export function notePut(
  { folders, ignored }: Sight,
  dir: string,
  captures: readonly Capture[],
): readonly string[] {
  const folder = folders.get(dir);
  return captures.flatMap(({ path, kind, mode, size, sha256, kept }) => {
    if (ignored.within(path)) return [path];
    const stat = statOf(`${dir}/${path}`);
    const isThere = stat !== null && stat.kind === kind && stat.size === size;
    if (!isThere || kind !== "file" || stat.mode !== mode) return [path];
    folder.set(path, stat, { sha256, kept }, false);
    return [];
  });
}
