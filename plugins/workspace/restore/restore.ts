import { messageOf, unavailable } from "../../../kernel/error.ts";
import type { Capture } from "../../../kernel/ports/workspace.ts";
import type { Restored, RestoreOrder, RestorePlan } from "../../contracts/files.ts";
import { apply } from "./apply.ts";
import { type Choice, choose, type Work } from "./choose.ts";
import type { Engine } from "./engine.ts";
import type { Restoring, Skipped } from "./events.ts";
import { finish } from "./finish.ts";
import { noteRestored, noteRestoring } from "./journal.ts";
import { actionFor } from "./action.ts";
import { lookAgain } from "./look-again.ts";
import { isOwnDisk } from "./own-disk.ts";
import { planItems } from "./plan.ts";
import { isSame } from "./same.ts";
import { doneOf, settle } from "./settle.ts";
import { sourcesOf } from "./sources.ts";
import { type Staged, type Staging, stage } from "./stage.ts";
import { syncFolders } from "./sync.ts";
import { tidy } from "./temporary.ts";
import { Walk } from "./walk.ts";

export interface Done {
  readonly answer: Restored;
  /** Waits until all is on the disk, and puts that on record. Null: it is. */
  readonly finish: (() => Promise<void>) | null;
}

/**
 * Does what a plan says. It is on record, on the disk with all contents that it needs, before anything is moved into place;
 * what is there now is kept first. Without anything to do nothing is recorded, and `operation` is "".
 */
export async function restore(
  engine: Engine,
  plan: RestorePlan,
  order: RestoreOrder,
): Promise<Done> {
  const { parts } = engine;
  const { dir } = plan;
  // Where a power cut can be told from a kill, the record alone makes good what it leaves half done.
  const boot = isOwnDisk(dir) ? (engine.boot?.id ?? null) : null;
  using walk = new Walk(dir);
  const { planned, sources } = parts.reading(() => {
    const all = planItems(parts, walk, plan.items);
    const lines = all.map(({ item }) => item);
    return { planned: all, sources: sourcesOf(parts, lines) };
  });
  const choice = choose(planned, order.onConflict, walk);
  const operation = Bun.randomUUIDv7();
  const onDisk = boot === null ? "first" : "later";
  const staging = { operation, dir, onDisk, sources } as const;
  const { works, staged, skipped, beside } = await prepare(engine, walk, staging, choice);
  if (works.length === 0) {
    tidy(parts.tenantDir, operation);
    return { answer: { operation: "", restored: [], skipped, beside: [] }, finish: null };
  }
  const { kind, of, onConflict, actor } = order;
  const items = works.map(({ now, to }) => ({ from: now, to }));
  const record = { operation, kind, of, dir, onConflict, boot, items, skipped, beside };
  try {
    engine.reached("restoring");
    await noteRestoring(parts, record, actor);
  } catch (error) {
    tidy(parts.tenantDir, operation);
    throw error;
  }
  const left = await move(engine, walk, { record, works, staged, actor });
  const ended = doneOf(record, left);
  const all = [...skipped, ...left];
  engine.reached("restored");
  await noteRestored(parts, { operation, ...ended, skipped: all }, actor);
  lookAgain(parts, dir, works);
  const answer = { operation, restored: ended.restored, skipped: all, beside: ended.beside };
  return { answer, finish: boot === null ? null : () => finish(engine, record, actor) };
}

/** Puts what is to come beside its place, and keeps what is there. Where both wait for the disk, they do so together. */
async function prepare(
  engine: Engine,
  walk: Walk,
  order: Staging,
  choice: Choice,
): Promise<Choice & { readonly staged: Staged }> {
  const staging = stage(engine, walk, order, choice.works);
  try {
    const { works, changed } = keepWhatIsThere(engine, order.dir, choice.works);
    const missed = new Set(changed.map(({ path }) => path));
    const beside = choice.beside.filter(({ name }) => !missed.has(name));
    return { works, beside, skipped: [...choice.skipped, ...changed], staged: await staging };
  } catch (error) {
    await staging.catch(() => {});
    tidy(engine.parts.tenantDir, order.operation);
    throw error;
  }
}

interface Begun {
  readonly record: Restoring;
  readonly works: readonly Work[];
  readonly staged: Staged;
  readonly actor: string;
}

/** All of it, or on a disk that fails nothing of it and an error. */
async function move(
  engine: Engine,
  walk: Walk,
  { record, works, staged, actor }: Begun,
): Promise<readonly Skipped[]> {
  try {
    const left = apply({ engine, walk, staged }, works);
    engine.reached("tidy");
    tidy(engine.parts.tenantDir, record.operation, left.moved);
    if (record.boot === null)
      await syncFolders(
        walk,
        works.map(({ path }) => path),
      );
    return left.skipped;
  } catch (error) {
    const why = messageOf(error);
    const mend = "mend that, then try again";
    let lost: readonly Skipped[];
    try {
      lost = await settle(engine, record, actor, "back");
    } catch (again) {
      throw unavailable(
        `the restore stopped halfway (${why}) and cannot be taken back now (${messageOf(again)})`,
        "it is completed or taken back at the next start",
      );
    }
    if (lost.length === 0) throw unavailable(`the restore failed and was taken back: ${why}`, mend);
    const named = lost.map(({ path, reason }) => `${JSON.stringify(path)} (${reason})`).join(", ");
    throw unavailable(`the restore failed (${why}) and was taken back but for ${named}`, mend);
  }
}

interface Kept {
  readonly works: readonly Work[];
  readonly changed: readonly Skipped[];
}

/** So that the restore itself can be undone. What is not as it was a moment ago is left alone. */
function keepWhatIsThere({ parts }: Engine, dir: string, works: readonly Work[]): Kept {
  const held = new Set(works.filter(({ now }) => now.sha256 !== null && parts.hold(now.sha256)));
  const paths = works.filter((work) => isLost(work) && !held.has(work)).map(({ path }) => path);
  const kept = new Map<string, Capture>();
  // Also without any: contents that a look has found, and that may be wanted now, are on the disk with it.
  for (const capture of parts.capture(dir, paths)) kept.set(capture.path, capture);
  const changed: Skipped[] = [];
  const going = works.flatMap((work) => {
    if (!isLost(work)) return [work];
    if (held.has(work)) return [{ ...work, now: { ...work.now, kept: true } }];
    const capture = kept.get(work.path);
    if (capture && isSame(capture, work.now))
      return [{ ...work, now: { ...work.now, kept: capture.kept } }];
    changed.push({ path: work.path, reason: "was changed while this was going on" });
    return [];
  });
  return { works: going, changed };
}

/** Its content goes. */
function isLost({ now, to }: Work): boolean {
  return (now.kind === "file" || now.kind === "symlink") && actionFor(now, to) !== "chmod";
}
