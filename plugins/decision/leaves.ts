import type { RunState } from "../../kernel/fold/run-state.ts";
import { isObject, type JsonValue } from "../../kernel/json.ts";

export type Path = readonly string[];

/** Names above a leaf: `plan.steps.s1` is one, whatever is in it. */
const DEPTH = 3;

/**
 * Where and when a state is, and who works on it: equal thoughts are equal wherever they stand. And the slices of
 * plugins, which nobody can work out without the plugin.
 */
const LEFT_OUT = new Set(["bseq", "startedAt", "updatedAt", "owner", "closed.at", "extensions"]);

/**
 * Every leaf of `after` that is not the same object as in `before`, with its value; undefined for one that is gone. What
 * both states share is not looked into.
 */
export function changedLeaves(
  before: RunState | null,
  after: RunState,
  visit: (path: Path, value: JsonValue | undefined) => void,
): void {
  walk(before as JsonValue, after as unknown as JsonValue, [], visit);
}

function walk(
  before: JsonValue | undefined,
  after: JsonValue | undefined,
  path: Path,
  visit: (path: Path, value: JsonValue | undefined) => void,
): void {
  if (before === after || LEFT_OUT.has(path.join("."))) return;
  const old = membersOf(before, path);
  const now = membersOf(after, path);
  if (after !== undefined && !now) visit(path, after);
  else if (before !== undefined && !old && path.length > 0) visit(path, undefined);
  const names = new Set([...Object.keys(old ?? {}), ...Object.keys(now ?? {})]);
  for (const name of names) walk(own(old, name), own(now, name), [...path, name], visit);
}

type Members = Readonly<Record<string, JsonValue>>;

/** Null for a leaf: what is no object, an empty one, and what stands deep enough. */
function membersOf(value: JsonValue | undefined, path: Path): Members | null {
  if (!isObject(value) || path.length === DEPTH) return null;
  return Object.keys(value).length === 0 ? null : value;
}

/** A name such as `constructor` is no member unless somebody put it there. */
function own(members: Members | null, name: string): JsonValue | undefined {
  return members && Object.hasOwn(members, name) ? members[name] : undefined;
}
