import type { Capture } from "../../kernel/ports/workspace.ts";
import { contentOf } from "./entry.ts";
import type { Folder, Known } from "./folder.ts";
import type { Keeper } from "./keeper.ts";
import { LARGEST_HASHED } from "./limits.ts";
import { isSameMoment, isSettled } from "./stat.ts";
import type { Content } from "./store/store.ts";
import type { Walked } from "./walk.ts";

export interface Looked {
  readonly capture: Capture;
  /** It is not as it was at the last look. */
  readonly isNews: boolean;
}

/** What is known of it, if it is as at the last look, as far as the file system says. The folder's index notes that it was met. */
export function knownAgain(folder: Folder, walked: Walked): Known | null {
  const known = folder.get(walked.path);
  if (!known || !isAsKnown(known, walked)) return null;
  known.round = folder.round;
  return known;
}

/** What stands there, read only if the file system does not say that it is as before. The folder's index follows. */
export function* lookAt(folder: Folder, walked: Walked, keeper: Keeper): Generator<void, Looked> {
  const { path, stat } = walked;
  const again = knownAgain(folder, walked);
  if (again) return { capture: captureOf(again), isNews: false };
  const known = folder.get(path);
  const looked = Date.now();
  const before = known?.kind === stat.kind ? known.sha256 : null;
  const content = yield* read(walked, keeper, before);
  const isNews = folder.set(path, stat, content, isCertain(walked, content, looked));
  const isOther = !known || (isTooLarge(walked) && !isSameMoment(known, stat));
  return { capture: captureOf(folder.get(path)!), isNews: isNews || isOther };
}

/** The same for somebody who keeps nothing, and leaves the index alone. */
export function* peekAt(folder: Folder, walked: Walked, keeper: Keeper): Generator<void, Capture> {
  const { path, stat } = walked;
  const known = folder.get(path);
  if (known && isAsKnown(known, walked)) return captureOf(known);
  const content = yield* read(walked, keeper, null);
  return { path, kind: stat.kind, mode: stat.mode, size: stat.size, ...content };
}

export function captureOf({ path, kind, sha256, kept, mode, size }: Capture): Capture {
  return { path, kind, sha256, kept, mode, size };
}

export function absent(path: string): Capture {
  return { path, kind: "absent", sha256: null, kept: false, mode: 0, size: 0 };
}

function* read(
  { absolute, path, stat, isClosed }: Walked,
  keeper: Keeper,
  before: string | null,
): Generator<void, Content> {
  if (isClosed) return { sha256: null, kept: false };
  return yield* contentOf(absolute, path, stat, keeper, before);
}

function isAsKnown(known: Known, { stat, isClosed }: Walked): boolean {
  if (known.kind !== stat.kind || known.mode !== stat.mode) return false;
  if (stat.kind === "directory") return known.kept === !isClosed;
  return known.ctime !== 0 && isSameMoment(known, stat) && known.size === stat.size;
}

/** May it be known again by its change time, or would that be a guess? */
function isCertain(walked: Walked, { sha256 }: Content, looked: number): boolean {
  const { stat } = walked;
  if (isTooLarge(walked)) return true;
  const isKnown = sha256 !== null || stat.kind === "other";
  return isKnown && isSettled(stat, looked);
}

function isTooLarge({ stat }: Walked): boolean {
  return stat.kind === "file" && stat.size > LARGEST_HASHED;
}
