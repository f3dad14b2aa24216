import { closeSync, constants, openSync, readFileSync } from "node:fs";

import type { Capture } from "../../../kernel/ports/workspace.ts";
import type { Parts } from "../parts.ts";
import type { Item } from "./events.ts";
import type { Seen } from "./look.ts";
import type { MachineBoot } from "./machine-boot.ts";
import type { Walk } from "./walk.ts";

/** What a power cut has left at a path. `fragment`: nothing of it is lost with it. */
export type Torn = "fragment" | "unknown";

/**
 * Is what stands there, and is neither what was nor what is to be, the work of a power cut? Null: it is somebody's. A disk
 * may then hold a file that is empty, half of it, or followed by zeros; what was written since the machine is on again it
 * did not tear.
 */
export function tornOf(
  parts: Parts,
  walk: Walk,
  { from, to }: Item,
  { capture: now, mark }: Seen,
  boot: MachineBoot,
): Torn | null {
  if (now.kind === "absent") return to.kind === "absent" ? null : "fragment";
  if (now.kind !== "file" || mark === null) return null;
  if ([from, to].some((whole) => isFragment(parts, walk, now, whole))) return "fragment";
  // It stays where it is: to take it away, and to leave it under another name, come to the same.
  if (to.kind !== "file" && to.kind !== "symlink") return null;
  return mark.ctime * 1000 + mark.nanoseconds / 1e6 < boot.beganMs ? "unknown" : null;
}

/** Does a file hold the beginning of a content that is kept, and nothing but zeros after it? */
function isFragment(parts: Parts, walk: Walk, { path, size }: Capture, whole: Capture): boolean {
  if (whole.kind !== "file" || size > whole.size) return false;
  if (size === 0) return true;
  const content = whole.sha256 === null ? null : parts.content(whole.sha256);
  const found = content && bytesOf(walk, path);
  if (!content || !found || found.length > content.length) return false;
  const end = found.findLastIndex((byte) => byte !== 0) + 1;
  return Buffer.compare(found.subarray(0, end), content.subarray(0, end)) === 0;
}

function bytesOf(walk: Walk, path: string): Uint8Array | null {
  const { at } = walk.find(path);
  if (at === null) return null;
  try {
    const file = openSync(at, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      return readFileSync(file);
    } finally {
      closeSync(file);
    }
  } catch {
    // Nobody may read it: then nobody knows what would be lost.
    return null;
  }
}
