import { readdirSync } from "node:fs";

import type { PlannedItem } from "../../contracts/files.ts";
import { ancestorsOf } from "./paths.ts";
import type { Planned } from "./planned.ts";
import type { Walk } from "./walk.ts";

type ByPath = Map<string, PlannedItem>;

const mapped = (planned: readonly Planned[]): ByPath =>
  new Map(planned.map(({ item }) => [item.path, item]));

/** What is to be in a folder can be no more than the folder can. Folders come before what is in them. */
export function fromAbove(planned: readonly Planned[]): readonly Planned[] {
  const items = mapped(planned);
  return planned.map(({ item, seen }) => {
    const held = heldFromAbove(item, items);
    items.set(item.path, held);
    return { item: held, seen };
  });
}

function heldFromAbove(item: PlannedItem, items: ByPath): PlannedItem {
  if (item.action === "none" || item.to.kind === "absent") return item;
  for (const path of ancestorsOf(item.path)) {
    const folder = items.get(path);
    if (!folder) continue;
    const name = JSON.stringify(path);
    if (folder.to.kind !== "directory")
      return { ...item, impossible: `its folder ${name} is to be gone` };
    if (folder.now.kind === "directory") continue;
    if (folder.impossible !== null)
      return { ...item, impossible: `its folder ${name} cannot be made: ${folder.impossible}` };
    const above = folder.conflict && `its folder ${name} ${folder.conflict}`;
    return { ...item, conflict: item.conflict ?? above };
  }
  return item;
}

/** A folder that goes must be empty by then: what somebody else has in it stays, and with it the folder. */
export function fromBelow(walk: Walk, planned: readonly Planned[]): readonly Planned[] {
  const items = mapped(planned);
  const held = planned.toReversed().map(({ item, seen }) => {
    const kept = isGoing(item) ? heldFromBelow(walk, item, items) : item;
    items.set(item.path, kept);
    return { item: kept, seen };
  });
  return held.toReversed();
}

/** A folder that is to be none any more. */
export function isGoing({ now, to }: Pick<PlannedItem, "now" | "to">): boolean {
  return now.kind === "directory" && to.kind !== "directory";
}

function heldFromBelow(walk: Walk, item: PlannedItem, items: ByPath): PlannedItem {
  let conflict = item.conflict;
  const names = namesIn(walk, item.path);
  if (names === null) return { ...item, impossible: "it may not be looked into" };
  for (const name of names) {
    const path = `${item.path}/${name}`;
    const inside = items.get(path);
    const stays = `holds ${JSON.stringify(path)}, which`;
    if (!inside || inside.to.kind !== "absent")
      return { ...item, impossible: item.impossible ?? `${stays} stays` };
    if (inside.impossible !== null)
      return { ...item, impossible: `${stays} cannot go: ${inside.impossible}` };
    conflict ??= inside.conflict && `${stays} ${inside.conflict}`;
  }
  return { ...item, conflict };
}

/** Null: nobody may look. */
export function namesIn(walk: Walk, path: string): readonly string[] | null {
  const { at } = walk.find(path);
  if (at === null) return [];
  try {
    return readdirSync(at);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return [];
    return null;
  }
}
