import type { Capture } from "../../../kernel/ports/workspace.ts";
import type { RestoreItem } from "../../contracts/files.ts";
import { isSame } from "./same.ts";

/**
 * How far an interrupted restore came with a path: as it was, as it is to be, on the way (a folder has made way, or has not
 * got its mode yet), torn by a power cut, or as somebody else has made it since.
 */
export type State = "from" | "to" | "between" | "torn" | "other";

const OPEN = 0o700;

export function stateOf({ from, to }: RestoreItem, now: Capture): State {
  if (isSame(now, to)) return "to";
  if (isSame(now, from) || isUnread(from, now)) return "from";
  const folders = [from, to].filter(({ kind }) => kind === "directory");
  if (folders.length === 0) return "other";
  // Only what takes a folder's place, or a folder that takes the place of something, is not done in one move.
  if (now.kind === "absent")
    return from.kind === "absent" || to.kind === "absent" ? "other" : "between";
  if (now.kind !== "directory") return "other";
  if (from.kind !== "directory") return "between";
  return folders.some(({ mode }) => (mode | OPEN) === now.mode) ? "between" : "other";
}

/** Nobody read it then, and nobody reads it now. */
function isUnread(from: Capture, now: Capture): boolean {
  return (
    from.kind === "file" &&
    now.kind === "file" &&
    from.sha256 === null &&
    now.sha256 === null &&
    from.size === now.size &&
    from.mode === now.mode
  );
}
