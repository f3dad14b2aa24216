import type { Capture } from "../../../kernel/ports/workspace.ts";

/** Nobody could tell them apart. A content that was not looked at equals none. */
export function isSame(one: Capture, other: Capture): boolean {
  if (one.kind !== other.kind) return false;
  if (one.kind === "absent") return true;
  if (one.kind === "symlink") return hasContentOf(one, other);
  if (one.kind === "directory") return one.mode === other.mode;
  if (one.kind === "file") return one.mode === other.mode && hasContentOf(one, other);
  return false;
}

export function hasContentOf(one: Capture, other: Capture): boolean {
  return one.kind === other.kind && one.sha256 !== null && one.sha256 === other.sha256;
}
