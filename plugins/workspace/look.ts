import type { Capture } from "../../kernel/ports/workspace.ts";
import { type Content, contentOf, isSettled, type Keep } from "./entry.ts";
import type { Folder, Known } from "./folder.ts";
import { LARGEST_HASHED } from "./limits.ts";
import type { Walked } from "./walk.ts";

export interface Looked {
  readonly capture: Capture;
  /** It is not as it was at the last look. */
  readonly isNews: boolean;
}

/** Is it as at the last look, as far as the file system says? The folder's index notes that it was met. */
export function isUnchanged(folder: Folder, walked: Walked): boolean {
  const known = folder.get(walked.path);
  if (!known || !isAsKnown(known, walked)) return false;
  known.round = folder.round;
  return true;
}

/** What stands there, read only if the file system does not say that it is as before. The folder's index follows. */
export function* lookAt(
  folder: Folder,
  walked: Walked,
  keep: (bytes: Uint8Array, before: string | null) => string,
): Generator<void, Looked> {
  const { path, stat } = walked;
  const known = folder.get(path);
  if (known && isAsKnown(known, walked)) {
    known.round = folder.round;
    return { capture: captureOf(known), isNews: false };
  }
  const looked = Date.now();
  const before = known?.kind === stat.kind ? known.sha256 : null;
  const content = yield* read(walked, (bytes) => keep(bytes, before));
  const isNews = folder.set(path, stat, content, certain(walked, content, looked));
  const isOther = !known || (isTooLarge(walked) && known.ctime !== stat.ctime);
  return { capture: captureOf(folder.get(path)!), isNews: isNews || isOther };
}

/** The same for somebody who keeps nothing, and leaves the index alone. */
export function* peekAt(folder: Folder, walked: Walked, keep: Keep): Generator<void, Capture> {
  const { path, stat } = walked;
  const known = folder.get(path);
  if (known && isAsKnown(known, walked)) return captureOf(known);
  const content = yield* read(walked, keep);
  return { path, kind: stat.kind, mode: stat.mode, size: stat.size, ...content };
}

export function captureOf({ path, kind, sha256, kept, mode, size }: Capture): Capture {
  return { path, kind, sha256, kept, mode, size };
}

export function absent(path: string): Capture {
  return { path, kind: "absent", sha256: null, kept: false, mode: 0, size: 0 };
}

function* read({ absolute, path, stat, isClosed }: Walked, keep: Keep): Generator<void, Content> {
  if (isClosed) return { sha256: null, kept: false };
  return yield* contentOf(absolute, path, stat, keep);
}

function isAsKnown(known: Known, { stat, isClosed }: Walked): boolean {
  if (known.kind !== stat.kind || known.mode !== stat.mode) return false;
  if (stat.kind === "directory") return known.kept === !isClosed;
  if (known.ctime === 0 || known.ctime !== stat.ctime) return false;
  return known.ino === stat.ino && known.size === stat.size;
}

/** The change time by which it is known again; 0 where that would be a guess. */
function certain(walked: Walked, { sha256 }: Content, looked: number): number {
  const { stat } = walked;
  if (isTooLarge(walked)) return stat.ctime;
  const isKnown = sha256 !== null || stat.kind === "other";
  return isKnown && isSettled(stat, looked) ? stat.ctime : 0;
}

function isTooLarge({ stat }: Walked): boolean {
  return stat.kind === "file" && stat.size > LARGEST_HASHED;
}
