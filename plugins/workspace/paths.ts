import { lstatSync, readlinkSync, realpathSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";

import { usage } from "../../kernel/error.ts";

/** As many as Linux follows. */
const MOST_LINKS = 40;

/** The name in the folder of what a path leads to, links followed, of a new file those of its folders. Null: out of it. */
export function realName(dir: string, path: string): string | null {
  const absolute = resolve(dir, path);
  for (let at = absolute; ; at = dirname(at)) {
    if (!isWithin(dir, at)) return null;
    try {
      const real = resolve(realpathSync(at), relative(at, absolute));
      return isWithin(dir, real) ? nameIn(dir, real) : null;
    } catch {
      // A link that leads nowhere leads to what will be made there: none of ours.
      if (lstatSync(at, { throwIfNoEntry: false })?.isSymbolicLink()) return null;
    }
  }
}

/**
 * Names in the folder that using a path uses: every link on the way, and what stands at its end, unless that is outside.
 * Throws `usage` for a path that is not inside the folder.
 */
export function trail(dir: string, path: string): readonly string[] {
  const absolute = resolve(dir, path);
  if (path.includes("\0") || !isWithin(dir, absolute)) {
    throw usage(
      `the path ${JSON.stringify(path)} is not inside the run's folder`,
      "use a path inside it",
    );
  }
  const links: string[] = [];
  let rest = partsOf(dir, absolute);
  let at = dir;
  while (rest.length > 0) {
    const [part, ...after] = rest as [string, ...string[]];
    const next = join(at, part);
    const target = linkAt(next);
    if (target === null) {
      at = next;
      rest = after;
      continue;
    }
    links.push(nameIn(dir, next));
    const leads = resolve(at, target, ...after);
    if (!isWithin(dir, leads) || links.length > MOST_LINKS) return links;
    at = dir;
    rest = partsOf(dir, leads);
  }
  return [...links, nameIn(dir, at)];
}

/** Folders on the way to a name, outermost first. */
export function foldersOf(name: string): readonly string[] {
  const parts = name.split("/");
  return parts.slice(1).map((_, at) => parts.slice(0, at + 1).join("/"));
}

function linkAt(absolute: string): string | null {
  try {
    if (!lstatSync(absolute, { throwIfNoEntry: false })?.isSymbolicLink()) return null;
    return readlinkSync(absolute);
  } catch {
    // Not there, or nobody may know: then it is no link for us either.
    return null;
  }
}

function partsOf(dir: string, absolute: string): string[] {
  return relative(dir, absolute).split(sep).filter(Boolean);
}

function nameIn(dir: string, absolute: string): string {
  return relative(dir, absolute).split(sep).join("/") || ".";
}

function isWithin(dir: string, path: string): boolean {
  return path === dir || path.startsWith(dir.endsWith(sep) ? dir : join(dir, sep));
}
