import { mkdir, realpath, rmdir } from "node:fs/promises";
import { dirname } from "node:path";
import { syncDirectory } from "./atomic.ts";
import { Momentary, quote } from "./refusal.ts";
import type { Located } from "./root.ts";

/** Creates the missing parents of `target` for `task`, and takes them away again when it fails. */
export async function withParents<T>(target: Located, task: () => Promise<T>): Promise<T> {
  const parent = dirname(target.real);
  const first = await mkdir(parent, { recursive: true });
  if (first === undefined) {
    await requireSameParent(target);
    return task();
  }
  try {
    await requireSameParent(target);
    const result = await task();
    for (const directory of upwards(parent, dirname(first))) await syncDirectory(directory);
    return result;
  } catch (error) {
    // What has been filled by somebody else meanwhile stays.
    for (const directory of upwards(parent, first)) await rmdir(directory).catch(() => undefined);
    throw error;
  }
}

/** From `bottom` up to `top`, both included. */
function upwards(bottom: string, top: string): string[] {
  return bottom === top ? [top] : [bottom, ...upwards(dirname(bottom), top)];
}

/** A directory swapped for a symbolic link since the path was checked is noticed here. */
export async function requireSameParent(target: Located): Promise<void> {
  const parent = dirname(target.real);
  if ((await realpath(parent)) === parent) return;
  throw new Momentary(
    `${target.argument}: the directory of ${quote(target.path)} was moved meanwhile; try again`,
  );
}
