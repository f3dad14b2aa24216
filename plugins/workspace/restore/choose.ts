import type { OnConflict } from "../../contracts/files.ts";
import type { Beside, Skipped } from "./events.ts";
import { isGoing, namesIn } from "./folders.ts";
import { freeName } from "./free-name.ts";
import type { Seen } from "./look.ts";
import { ancestorsOf, byPath } from "./paths.ts";
import type { Planned } from "./planned.ts";
import type { Walk } from "./walk.ts";
import type { Capture } from "../../../kernel/ports/workspace.ts";

/** One path that is to be changed. */
export interface Work {
  readonly path: string;
  /** What is there, and by what it is known again. */
  readonly now: Capture;
  readonly seen: Seen;
  readonly to: Capture;
}

export interface Choice {
  /** Folders before what is in them. */
  readonly works: readonly Work[];
  readonly skipped: readonly Skipped[];
  readonly beside: readonly Beside[];
}

const ADDED_FOLDER = 0o755;

/** What of a plan is done, as somebody decided about conflicts. */
export function choose(planned: readonly Planned[], onConflict: OnConflict, walk: Walk): Choice {
  const works = new Map<string, Work>();
  const skipped: Skipped[] = [];
  const beside: Beside[] = [];
  const taken = new Set(planned.map(({ item }) => item.path));
  for (const { item, seen } of planned) {
    const { path, now, to, action, conflict, impossible } = item;
    if (action === "none") continue;
    const reason = impossible ?? (onConflict === "skip" ? conflict : null);
    if (reason !== null) {
      skipped.push({ path, reason });
      continue;
    }
    const isFree = conflict === null || onConflict === "force" || now.kind === "absent";
    if (isFree) {
      works.set(path, { path, now, seen, to });
      continue;
    }
    if (action !== "write" && action !== "link") {
      skipped.push({ path, reason: conflict });
      continue;
    }
    const name = freeName(walk, path, taken);
    taken.add(name);
    beside.push({ path, name });
    works.set(name, absentWork(name, { ...to, path: name }));
  }
  leaveAloneAbove(planned, works, skipped);
  leaveAloneBelow(works, skipped, walk);
  for (const folder of missingFolders(works, walk)) works.set(folder.path, folder);
  return { works: [...works.values()].toSorted(byPath), skipped, beside };
}

function absentWork(path: string, to: Capture): Work {
  const now = { path, kind: "absent", sha256: null, kept: false, mode: 0, size: 0 } as const;
  return { path, now, seen: { capture: now, obstacle: null, mark: null }, to };
}

/** A folder that is not made leaves out what was to be in it. */
function leaveAloneAbove(
  planned: readonly Planned[],
  works: Map<string, Work>,
  skipped: Skipped[],
): void {
  const items = new Map(planned.map(({ item }) => [item.path, item]));
  for (const { path, to } of [...works.values()].toSorted(byPath)) {
    if (to.kind === "absent") continue;
    const above = ancestorsOf(path).find((folder) => {
      const item = items.get(folder);
      return item?.to.kind === "directory" && item.now.kind !== "directory" && !works.has(folder);
    });
    if (above === undefined) continue;
    works.delete(path);
    skipped.push({ path, reason: `its folder ${JSON.stringify(above)} is left alone` });
  }
}

/** A folder that keeps something stays. */
function leaveAloneBelow(works: Map<string, Work>, skipped: Skipped[], walk: Walk): void {
  for (const work of [...works.values()].toSorted(byPath).toReversed()) {
    if (!isGoing(work)) continue;
    const stays = (namesIn(walk, work.path) ?? []).find(
      (name) => works.get(`${work.path}/${name}`)?.to.kind !== "absent",
    );
    if (stays === undefined) continue;
    works.delete(work.path);
    const held = JSON.stringify(`${work.path}/${stays}`);
    skipped.push({ path: work.path, reason: `holds ${held}, which stays` });
  }
}

/** Folders that somebody has removed, and that what is brought back has to lie in. */
function missingFolders(works: ReadonlyMap<string, Work>, walk: Walk): readonly Work[] {
  const missing = new Map<string, Work>();
  for (const { path, to } of works.values()) {
    if (to.kind === "absent") continue;
    for (const folder of ancestorsOf(path)) {
      if (works.has(folder) || missing.has(folder)) continue;
      if (walk.find(`${folder}/.`).obstacle?.kind !== "absent") continue;
      const made = { kind: "directory", sha256: null, kept: false, size: 0 } as const;
      missing.set(folder, absentWork(folder, { ...made, path: folder, mode: ADDED_FOLDER }));
    }
  }
  return [...missing.values()];
}
