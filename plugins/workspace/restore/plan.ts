import type { Capture } from "../../../kernel/ports/workspace.ts";
import type { RestoreItem, RestorePlan } from "../../contracts/files.ts";
import type { Parts } from "../parts.ts";
import { fromAbove, fromBelow } from "./folders.ts";
import { look, type Seen } from "./look.ts";
import type { Planned } from "./planned.ts";
import { byPath, checkItems } from "./paths.ts";
import { mayChangeMode, mayWriteBeside } from "./rights.ts";
import { actionFor, needsContent } from "./action.ts";
import { isSame } from "./same.ts";
import { holdBack, type Sources, sourcesOf } from "./sources.ts";
import { Walk } from "./walk.ts";
import { changeSince, goneWords, notKept, obstacleWords, unkeepable } from "./words.ts";

/** What was seen when a plan was made: a restore of the same plan reads no file again that is still marked so. */
const seenFor = new WeakMap<RestoreItem, Seen>();

/** Compares what is wanted with what we believe is there and with what is there; changes nothing. */
export function plan(parts: Parts, dir: string, items: readonly RestoreItem[]): RestorePlan {
  using walk = new Walk(dir);
  const planned = parts.reading(() => planItems(parts, walk, items));
  for (const { item, seen } of planned) seenFor.set(item, seen);
  return { dir, items: planned.map(({ item }) => item) };
}

/** Folders before what is in them. Throws `usage` for a path that leads out. */
export function planItems(
  parts: Parts,
  walk: Walk,
  items: readonly RestoreItem[],
): readonly Planned[] {
  checkItems(items);
  const sorted = items.toSorted((one, other) => byPath(one.to, other.to));
  const folders = {
    opened: new Set(sorted.filter(isOpened).map(({ to }) => to.path)),
    made: new Set(sorted.filter(({ to }) => to.kind === "directory").map(({ to }) => to.path)),
    writable: new Map<string, boolean>(),
  };
  const lines = sorted.map((item) => ({
    ...item,
    seen: look(walk, item.to.path, seenFor.get(item)),
  }));
  const sources = sourcesOf(
    parts,
    lines.map(({ to, seen }) => ({ path: to.path, now: seen.capture, to })),
  );
  const alone = lines.map((line) => planOne(parts, walk, line, { ...folders, sources }));
  return fromBelow(walk, holdBack(parts, fromAbove(alone)));
}

interface Line extends RestoreItem {
  readonly seen: Seen;
}

/** Paths of folders that the items themselves change, and what can be taken from where it stands. */
interface Around {
  readonly sources: Sources;
  readonly opened: ReadonlySet<string>;
  readonly made: ReadonlySet<string>;
  /** May folders be written? As far as somebody has asked. */
  readonly writable: Map<string, boolean>;
}

/** A folder that is changed itself may be opened for writing meanwhile. */
function isOpened({ from, to }: RestoreItem): boolean {
  return from.kind === "directory" && !isSame(from, to);
}

function planOne(parts: Parts, walk: Walk, { from, to, seen }: Line, around: Around): Planned {
  const { capture } = seen;
  const now = capture.kind === "file" ? { ...capture, kept: isKept(parts, capture) } : capture;
  const action = actionFor(now, to);
  const common = { path: to.path, from, to, now, action };
  if (action === "none") return { seen, item: { ...common, conflict: null, impossible: null } };
  const impossible =
    unmakeable(to, seen, around.made) ??
    (needsContent(action) && !hasContent(parts, around.sources, to) ? goneWords(to) : null) ??
    (action === "chmod"
      ? mayChangeMode(seen)
      : mayWriteBeside(walk, to.path, around.opened, around.writable));
  const conflict = changeSince(from, now) ?? unkeepable(parts, now, action);
  return { seen, item: { ...common, conflict, impossible } };
}

function hasContent(parts: Parts, sources: Sources, { sha256 }: Capture): boolean {
  return sha256 !== null && (parts.has(sha256) || sources.has(sha256));
}

/** Could what is in a file now be brought back? */
function isKept(parts: Parts, now: Capture): boolean {
  if (now.sha256 === null) return false;
  return parts.has(now.sha256) || (notKept(now) === null && !parts.isSecret(now.sha256));
}

function unmakeable(
  to: Capture,
  { capture: now, obstacle }: Seen,
  made: ReadonlySet<string>,
): string | null {
  // A folder that is to be there takes the place of what stands in the way.
  const isFreed = obstacle?.kind === "absent" || made.has(obstacle?.folder ?? "");
  if (obstacle !== null && (obstacle.kind === "closed" || !isFreed)) return obstacleWords(obstacle);
  if (to.kind === "other") return "a pipe, socket or device cannot be made again";
  if (now.kind === "other") return "is a pipe, socket or device now, and stays";
  return null;
}
