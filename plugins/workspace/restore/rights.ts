import { accessSync, constants, lstatSync } from "node:fs";

import type { Seen } from "./look.ts";
import { ancestorsOf } from "./paths.ts";
import type { Walk } from "./walk.ts";

/**
 * Why nothing can be put at a path or taken from it; null: it can. `opened`: folders that are made writable for it,
 * `writable`: those that were asked before.
 */
export function mayWriteBeside(
  walk: Walk,
  path: string,
  opened: ReadonlySet<string>,
  writable: Map<string, boolean>,
): string | null {
  const folder = nearestFolder(walk, path);
  if (opened.has(folder.path) && mayOpen(folder.at)) return null;
  const isOne = writable.get(folder.path) ?? isWritable(folder.at);
  writable.set(folder.path, isOne);
  if (isOne) return null;
  return `the folder ${JSON.stringify(folder.path || ".")} may not be written`;
}

/** Why the permissions of an entry cannot be changed; null: they can. */
export function mayChangeMode({ mark }: Seen): string | null {
  const user = process.getuid?.() ?? 0;
  if (mark === null || user === 0 || mark.owner === user) return null;
  return "it belongs to another user, who alone may change its mode";
}

/** The nearest folder on the way to a path that is there. */
export function nearestFolder(walk: Walk, path: string): { path: string; at: string } {
  for (const folder of ancestorsOf(path)) {
    const { at } = walk.find(`${folder}/.`);
    if (at !== null) return { path: folder, at };
  }
  return { path: "", at: walk.top };
}

export function isWritable(at: string): boolean {
  try {
    accessSync(at, constants.W_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function mayOpen(at: string): boolean {
  const user = process.getuid?.() ?? 0;
  return user === 0 || lstatSync(at).uid === user;
}
