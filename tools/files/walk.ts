import type { Dirent } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { isTemporary } from "./atomic.ts";
import { errorCode } from "./refusal.ts";
import type { Located } from "./root.ts";

const HIDDEN = new Set([".git", "node_modules", ".obsidian", ".trash"]);

/** Left out of every listing unless asked for: other programs' own directories, and our temporary files. */
export function isShown(name: string, hidden: boolean): boolean {
  if (isTemporary(name)) return false;
  return hidden || !HIDDEN.has(name);
}

export interface Found {
  /** Relative to the root. */
  readonly path: string;
  readonly real: string;
  readonly entry: Dirent;
}

export interface Walk {
  readonly start: Located;
  readonly hidden: boolean;
  readonly signal: AbortSignal;
  /** Milliseconds since the epoch after which the walk ends early. */
  readonly deadline: number;
  /** Told of each directory that may not be read, so that nothing is passed over in silence. */
  readonly onUnreadable: (path: string) => unknown;
}

/**
 * Everything below `start` that is not a directory, in code unit order of the paths.
 * Symbolic links are never followed. Answers whether it came to the end.
 */
export async function* walk(options: Walk): AsyncGenerator<Found, boolean> {
  const { start } = options;
  return yield* walkDirectory(options, start.real, start.path === "." ? "" : `${start.path}/`);
}

async function* walkDirectory(
  options: Walk,
  real: string,
  prefix: string,
): AsyncGenerator<Found, boolean> {
  for (const entry of await readEntries(options, real, prefix)) {
    options.signal.throwIfAborted();
    if (Date.now() > options.deadline) return false;
    const path = prefix + entry.name;
    if (!entry.isDirectory()) {
      yield { path, real: join(real, entry.name), entry };
      continue;
    }
    if (!(yield* walkDirectory(options, join(real, entry.name), `${path}/`))) return false;
  }
  return true;
}

async function readEntries(options: Walk, real: string, prefix: string): Promise<Dirent[]> {
  try {
    const entries = await readdir(real, { withFileTypes: true });
    return entries
      .filter((entry) => isShown(entry.name, options.hidden))
      .sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1));
  } catch (error) {
    const code = errorCode(error);
    if (code === "ENOENT") return []; // deleted during the walk
    if (code !== "EACCES" && code !== "EPERM") throw error;
    options.onUnreadable(prefix.slice(0, -1) || ".");
    return [];
  }
}

/** With `/` behind a directory's name, depth-first order is the order of the whole paths. */
function sortKey(entry: Dirent): string {
  return entry.isDirectory() ? `${entry.name}/` : entry.name;
}
