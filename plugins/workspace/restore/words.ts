import type { Capture } from "../../../kernel/ports/workspace.ts";
import { LARGEST_HASHED, LARGEST_KEPT } from "../limits.ts";
import type { RestoreAction } from "../../contracts/files.ts";
import type { Parts } from "../parts.ts";
import { isSecret } from "../secrets.ts";
import { hasContentOf, isSame } from "./same.ts";
import type { Obstacle } from "./walk.ts";

const NOUNS = {
  file: "a file",
  directory: "a folder",
  symlink: "a link",
  absent: "nothing",
  other: "a pipe, socket or device",
} as const;

const MAY_HOLD_SECRETS = "it may hold secrets";

/** What somebody has done since; null: it is as we left it. */
export function changeSince(from: Capture, now: Capture): string | null {
  if (isSame(from, now)) return null;
  if (now.kind === "absent") return "was deleted since";
  if (from.kind === "absent") return `is ${NOUNS[now.kind]} now, and was not there`;
  if (from.kind !== now.kind) return `is ${NOUNS[now.kind]} now, and was ${NOUNS[from.kind]}`;
  if (now.kind === "symlink") return "leads elsewhere since";
  if (now.kind === "directory" || hasContentOf(from, now)) return "its mode was changed since";
  if (from.sha256 === null || now.sha256 === null)
    return "nobody can tell whether it was changed since: it could not be read";
  return "was changed since";
}

/** Why the content of a file is not kept; null: it is, or would be. */
export function notKept({ kind, path, size, sha256 }: Capture): string | null {
  if (kind !== "file") return null;
  if (isSecret(path)) return MAY_HOLD_SECRETS;
  if (size > LARGEST_KEPT) return `it is too large (${megabytes(size)})`;
  if (sha256 === null) return "it could not be read";
  return null;
}

/** What nobody could bring back goes only when somebody says so: in words. */
export function unkeepable(parts: Parts, now: Capture, action: RestoreAction): string | null {
  if (now.kind !== "file" || action === "chmod" || now.kept) return null;
  const secret = now.sha256 !== null && parts.isSecret(now.sha256) ? MAY_HOLD_SECRETS : null;
  const reason = notKept(now) ?? secret ?? "it could not be read";
  return `what is there now could not be brought back: ${reason}`;
}

/** Why a content that is wanted cannot be given back. */
export function goneWords(wanted: Capture): string {
  const reason = notKept(wanted);
  if (reason !== null) return `its content was not kept: ${reason}`;
  if (!wanted.kept) return "its content was not kept";
  return "its content was released or erased";
}

export function obstacleWords({ folder, kind }: Obstacle): string {
  const name = JSON.stringify(folder);
  if (kind === "closed") return `the folder ${name} may not be looked into`;
  if (kind === "symlink") return `${name} is a link now, and nothing is written through links`;
  if (kind === "absent") return `the folder ${name} is not there`;
  return `${name} is ${NOUNS[kind]} now, and no folder`;
}

function megabytes(size: number): string {
  const unit = size > LARGEST_HASHED * 4 ? 1024 ** 3 : 1024 ** 2;
  return `${(size / unit).toFixed(1)} ${unit === 1024 ** 2 ? "MB" : "GB"}`;
}
