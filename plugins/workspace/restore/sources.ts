import type { Capture } from "../../../kernel/ports/workspace.ts";
import type { Parts } from "../parts.ts";
import { actionFor, needsContent } from "./action.ts";
import { isGoing } from "./folders.ts";
import { ancestorsOf } from "./paths.ts";
import type { Planned } from "./planned.ts";
import { unkeepable } from "./words.ts";

/** What is there, and what is to be there. */
export interface Line {
  readonly path: string;
  readonly now: Capture;
  readonly to: Capture;
}

/** The path at which a content stands that is wanted and kept nowhere, by its hash. */
export type Sources = ReadonlyMap<string, string>;

/**
 * Contents that are kept nowhere and are wanted at one path of a restore often stand at another one: a run has moved a secret,
 * or a file whose content was released since. From there they can be copied, as long as what stands there goes last.
 */
export function sourcesOf(parts: Parts, lines: readonly Line[]): Sources {
  const wanted = new Set(lines.map((line) => lackedBy(parts, line)).filter((one) => one !== null));
  const sources = new Map<string, string>();
  if (wanted.size === 0) return sources;
  const making = new Set(lines.filter(isMakingWay).map(({ path }) => path));
  for (const line of lines) {
    const { path, now } = line;
    if (now.kind !== "file" || now.sha256 === null || !wanted.has(now.sha256)) continue;
    const mayWait =
      line.to.kind !== "directory" && !ancestorsOf(path).some((one) => making.has(one));
    // What waits for another content itself may be gone before it is read again after a crash.
    if (!mayWait || lackedBy(parts, line) !== null || sources.has(now.sha256)) continue;
    sources.set(now.sha256, path);
  }
  return sources;
}

/** The content that a line needs and nobody has kept; null: it needs none, or it is kept. */
function lackedBy(parts: Parts, { now, to }: Line): string | null {
  if (to.kind !== "file" || to.sha256 === null || !needsContent(actionFor(now, to))) return null;
  return parts.has(to.sha256) ? null : to.sha256;
}

/** A folder in whose place something else is put: nothing in it can go last. */
function isMakingWay(line: Line): boolean {
  return isGoing(line) && line.to.kind !== "absent";
}

/** What holds a content that is wanted elsewhere and kept nowhere may go if that is done, and otherwise only by force. */
export function holdBack(parts: Parts, planned: readonly Planned[]): readonly Planned[] {
  const wanting = Map.groupBy(
    planned.filter(({ item }) => lackedBy(parts, item) !== null),
    ({ item }) => item.to.sha256,
  );
  if (wanting.size === 0) return planned;
  return planned.map(({ item, seen }) => {
    const { now, action, conflict } = item;
    const isLeft = now.kind !== "file" || action === "none" || action === "chmod";
    const wants = isLeft ? undefined : wanting.get(now.sha256);
    if (wants === undefined) return { item, seen };
    const isDone = wants.some((one) => one.item.impossible === null && one.item.conflict === null);
    if (isDone && conflict === unkeepable(parts, now, action))
      return { item: { ...item, conflict: null }, seen };
    const held = `holds what ${JSON.stringify(wants[0]!.item.path)} was, which is kept nowhere else`;
    return { item: { ...item, conflict: conflict ?? (isDone ? null : held) }, seen };
  });
}
