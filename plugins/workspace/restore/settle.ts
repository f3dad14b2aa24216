import { apply } from "./apply.ts";
import type { Work } from "./choose.ts";
import type { Engine } from "./engine.ts";
import type { Item, Restoring, Skipped } from "./events.ts";
import { noteRestored } from "./journal.ts";
import { lookAgain } from "./look-again.ts";
import { look, type Seen } from "./look.ts";
import { byPath, checkItems } from "./paths.ts";
import { actionFor, needsContent } from "./action.ts";
import { stage } from "./stage.ts";
import { type State, stateOf } from "./state.ts";
import { syncFolders } from "./sync.ts";
import { tidy } from "./temporary.ts";
import { Walk } from "./walk.ts";
import { goneWords } from "./words.ts";

interface Found {
  readonly item: Item;
  readonly seen: Seen;
  readonly state: State;
}

type Side = "from" | "to";

/**
 * Ends a restore that was begun: completes it, or takes it back where a content that it still needs is gone. What somebody
 * has changed since stays, and is answered with its reason. Throws, with the restore still open, when the folder is not there or the disk fails again.
 */
export async function settle(
  engine: Engine,
  record: Restoring,
  actor: string,
  only?: "back",
): Promise<readonly Skipped[]> {
  const { operation, dir } = record;
  checkItems(record.items);
  using walk = new Walk(dir);
  using temporary = new Walk(dir);
  tidy(engine.parts.tenantDir, operation);
  const found = record.items
    .toSorted((one, other) => byPath(one.to, other.to))
    .map((item) => foundOf(walk, item));
  const side = only === "back" || !canReach(engine, found, "to") ? "from" : "to";
  const open = found.filter(({ state }) => state !== side && state !== "other");
  const works = open.filter((one) => hasContent(engine, one, side)).map((one) => workOf(one, side));
  const staged = await stage(engine, walk, operation, dir, works);
  const left = apply({ engine, walk, temporary, staged }, works);
  engine.reached("tidy");
  tidy(engine.parts.tenantDir, operation);
  await syncFolders(walk, works);
  const skipped = [
    ...found.filter(({ state }) => state === "other").map(changedWords),
    ...open.filter((one) => !hasContent(engine, one, side)).map((one) => lostWords(one, side)),
    ...left,
  ];
  engine.reached("restored");
  const ended = side === "to" ? doneOf(record, skipped) : { ...NOTHING, outcome: "back" as const };
  const all = [...record.skipped, ...skipped];
  await noteRestored(engine.parts, { operation, ...ended, skipped: all }, actor);
  lookAgain(engine.parts, dir, works);
  return skipped;
}

const NOTHING = { restored: [], beside: [] };

/** What of a record is as it says, but for what was left out. */
export function doneOf(record: Restoring, left: readonly Skipped[]) {
  const missed = new Set(left.map(({ path }) => path));
  const names = new Set(record.beside.map(({ name }) => name));
  const paths = record.items.map(({ to }) => to.path).filter((path) => !missed.has(path));
  return {
    outcome: "done" as const,
    restored: paths.filter((path) => !names.has(path)),
    beside: record.beside.filter(({ name }) => !missed.has(name)),
  };
}

function foundOf(walk: Walk, item: Item): Found {
  const seen = look(walk, item.to.path);
  return { item, seen, state: stateOf(item, seen.capture) };
}

function workOf({ item, seen }: Found, side: Side): Work {
  return { path: item.to.path, now: seen.capture, seen, to: item[side] };
}

function canReach(engine: Engine, found: readonly Found[], side: Side): boolean {
  const open = found.filter(({ state }) => state !== side && state !== "other");
  return open.every((one) => hasContent(engine, one, side));
}

function hasContent({ parts }: Engine, { item, seen }: Found, side: Side): boolean {
  const wanted = item[side];
  if (!needsContent(actionFor(seen.capture, wanted))) return true;
  return wanted.sha256 !== null && parts.has(wanted.sha256);
}

function changedWords({ item }: Found): Skipped {
  return { path: item.to.path, reason: "was changed by somebody before this was completed" };
}

function lostWords({ item }: Found, side: Side): Skipped {
  return { path: item.to.path, reason: goneWords(item[side]) };
}
