import type { Capture } from "../../../kernel/ports/workspace.ts";
import type { RestoreAction } from "../../contracts/files.ts";
import { hasContentOf, isSame } from "./same.ts";

/** What makes of one thing the other. */
export function actionFor(now: Capture, to: Capture): RestoreAction {
  if (isSame(now, to)) return "none";
  if (to.kind === "absent") return now.kind === "directory" ? "rmdir" : "delete";
  if (to.kind === "symlink") return "link";
  if (now.kind === "directory" && to.kind === "directory") return "chmod";
  if (hasContentOf(now, to)) return "chmod";
  return to.kind === "directory" ? "mkdir" : "write";
}

export function needsContent(action: RestoreAction): boolean {
  return action === "write" || action === "link";
}
