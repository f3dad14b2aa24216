import { actionFor, needsContent } from "./action.ts";
import { apply } from "./apply.ts";
import type { Work } from "./choose.ts";
import type { Engine } from "./engine.ts";
import type { Beside, Item, Restoring, Skipped } from "./events.ts";
import { syncItems } from "./finish.ts";
import { look, type Seen } from "./look.ts";
import { byPath, checkItems } from "./paths.ts";
import { setAside } from "./set-aside.ts";
import { type Sources, sourcesOf } from "./sources.ts";
import { stage } from "./stage.ts";
import { type State, stateOf } from "./state.ts";
import { tidy } from "./temporary.ts";
import { type Torn, tornOf } from "./torn.ts";
import { Walk } from "./walk.ts";
import { goneWords } from "./words.ts";

export type Side = "from" | "to";

export interface Brought {
  readonly side: Side;
  readonly works: readonly Work[];
  readonly skipped: readonly Skipped[];
  /** What a power cut had left half done. */
  readonly mended: readonly string[];
  readonly aside: readonly Beside[];
}

interface Found {
  readonly item: Item;
  readonly seen: Seen;
  readonly state: State;
  readonly torn: Torn | null;
}

/**
 * Brings every path of a restore that was begun to one side, and on the disk: to the wanted one (`either`: if every content
 * that it still needs is there) or back. What somebody has changed since stays, and is answered with its reason.
 */
export async function bring(
  engine: Engine,
  record: Restoring,
  towards: Side | "either",
): Promise<Brought> {
  const { operation, dir } = record;
  checkItems(record.items);
  using walk = new Walk(dir);
  tidy(engine.parts.tenantDir, operation);
  const found = record.items
    .toSorted((one, other) => byPath(one.to, other.to))
    .map((item) => foundOf(engine, walk, record, item));
  const all = { to: standing(engine, found, "to"), from: standing(engine, found, "from") };
  const fallback = canReach(engine, found, "to", all.to) ? "to" : "from";
  const side = towards === "either" ? fallback : towards;
  const sources = all[side];
  const open = found.filter(({ state }) => state !== side && state !== "other");
  const reachable = open.filter((one) => hasContent(engine, one, side, sources));
  const only = onlyCopies(engine, found, reachable, side);
  const able = reachable.filter((one) => !only.includes(one));
  const aside: Beside[] = [];
  const works = able.map((one) => {
    if (one.torn !== "unknown") return workOf(one, side);
    aside.push(setAside(engine, walk, dir, one.item.to.path));
    return workOf({ ...one, seen: look(walk, one.item.to.path) }, side);
  });
  const staged = await stage(engine, walk, { operation, dir, onDisk: "first", sources }, works);
  const left = apply({ engine, walk, staged }, works);
  engine.reached("tidy");
  tidy(engine.parts.tenantDir, operation, left.moved);
  await syncItems(walk, record);
  const skipped = [
    ...found.filter(({ state }) => state === "other").map(changedWords),
    ...open.filter((one) => !reachable.includes(one)).map((one) => lostWords(one, side)),
    ...only.map(({ item }) => ({ path: item.to.path, reason: ONLY_COPY })),
    ...left.skipped,
  ];
  const missed = new Set(skipped.map(({ path }) => path));
  const mended = found.filter(({ torn }) => torn !== null).map(({ item }) => item.to.path);
  return { side, works, skipped, mended: mended.filter((path) => !missed.has(path)), aside };
}

function foundOf({ parts, boot }: Engine, walk: Walk, record: Restoring, item: Item): Found {
  const seen = look(walk, item.to.path);
  const state = stateOf(item, seen.capture);
  const isAfterCut = record.boot !== null && boot !== null && record.boot !== boot.id;
  if (!isAfterCut || state !== "other") return { item, seen, state, torn: null };
  const torn = tornOf(parts, walk, item, seen, boot);
  return { item, seen, torn, state: torn === null ? state : "torn" };
}

function workOf({ item, seen }: Found, side: Side): Work {
  return { path: item.to.path, now: seen.capture, seen, to: item[side] };
}

function standing({ parts }: Engine, found: readonly Found[], side: Side): Sources {
  return sourcesOf(
    parts,
    found.map((one) => workOf(one, side)),
  );
}

const ONLY_COPY = "holds a content that is kept nowhere else, and whose place is not free any more";

/** What was to go because its content was to stand elsewhere, which it cannot any more. */
function onlyCopies(
  { parts }: Engine,
  found: readonly Found[],
  reachable: readonly Found[],
  side: Side,
): readonly Found[] {
  const missing = found.filter((one) => one.state !== side && !reachable.includes(one));
  const wanted = new Set(missing.map(({ item }) => item[side].sha256));
  return reachable.filter(({ item, seen }) => {
    const { kind, sha256 } = seen.capture;
    if (kind !== "file" || sha256 === null || !wanted.has(sha256)) return false;
    return sha256 !== item[side].sha256 && !parts.has(sha256);
  });
}

function canReach(engine: Engine, found: readonly Found[], side: Side, sources: Sources): boolean {
  const open = found.filter(({ state }) => state !== side && state !== "other");
  return open.every((one) => hasContent(engine, one, side, sources));
}

function hasContent(
  { parts }: Engine,
  { item, seen, torn }: Found,
  side: Side,
  sources: Sources,
): boolean {
  const wanted = item[side];
  const isReached = torn !== "unknown" && !needsContent(actionFor(seen.capture, wanted));
  if (isReached || wanted.kind === "absent" || wanted.kind === "directory") return true;
  if (wanted.sha256 === null) return false;
  return parts.has(wanted.sha256) || sources.has(wanted.sha256);
}

function changedWords({ item }: Found): Skipped {
  return { path: item.to.path, reason: "was changed by somebody before this was completed" };
}

function lostWords({ item }: Found, side: Side): Skipped {
  return { path: item.to.path, reason: goneWords(item[side]) };
}
