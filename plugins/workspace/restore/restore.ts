import { messageOf, unavailable } from "../../../kernel/error.ts";
import type { Capture } from "../../../kernel/ports/workspace.ts";
import type { Restored, RestoreOrder, RestorePlan } from "../../contracts/files.ts";
import { apply } from "./apply.ts";
import { type Choice, choose, type Work } from "./choose.ts";
import type { Engine } from "./engine.ts";
import type { Restoring, Skipped } from "./events.ts";
import { noteRestored, noteRestoring } from "./journal.ts";
import { actionFor } from "./action.ts";
import { lookAgain } from "./look-again.ts";
import { planItems } from "./plan.ts";
import { isSame } from "./same.ts";
import { doneOf, settle } from "./settle.ts";
import { type Staged, stage } from "./stage.ts";
import { syncFolders } from "./sync.ts";
import { tidy } from "./temporary.ts";
import { Walk } from "./walk.ts";

/**
 * Does what a plan says. Contents are on the disk before the restore is on record, and it is on record before anything is
 * moved into place; what is there now is kept first. Without anything to do nothing is recorded, and `operation` is "".
 */
export async function restore(
  engine: Engine,
  plan: RestorePlan,
  order: RestoreOrder,
): Promise<Restored> {
  const { parts } = engine;
  const { dir } = plan;
  using walk = new Walk(dir);
  const choice = choose(planItems(parts, walk, plan.items), order.onConflict, walk);
  const operation = Bun.randomUUIDv7();
  const { works, staged, skipped, beside } = await prepare(engine, walk, operation, dir, choice);
  if (works.length === 0) {
    tidy(parts.tenantDir, operation);
    return { operation: "", restored: [], skipped, beside: [] };
  }
  const { kind, of, onConflict, actor } = order;
  const items = works.map(({ now, to }) => ({ from: now, to }));
  const record = { operation, kind, of, dir, onConflict, items, skipped, beside };
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
  return { operation, restored: ended.restored, skipped: all, beside: ended.beside };
}

/** Puts what is to come beside its place, and keeps what is there. Both wait for the disk, and do so together. */
async function prepare(
  engine: Engine,
  walk: Walk,
  operation: string,
  dir: string,
  choice: Choice,
): Promise<Choice & { readonly staged: Staged }> {
  const staging = stage(engine, walk, operation, dir, choice.works);
  try {
    const { works, changed } = keepWhatIsThere(engine, dir, choice.works);
    const missed = new Set(changed.map(({ path }) => path));
    const beside = choice.beside.filter(({ name }) => !missed.has(name));
    return { works, beside, skipped: [...choice.skipped, ...changed], staged: await staging };
  } catch (error) {
    await staging.catch(() => {});
    tidy(engine.parts.tenantDir, operation);
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
    using temporary = new Walk(record.dir);
    const left = apply({ engine, walk, temporary, staged }, works);
    engine.reached("tidy");
    tidy(engine.parts.tenantDir, record.operation);
    await syncFolders(walk, works);
    return left;
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
  const paths = works.filter(isLost).map(({ path }) => path);
  const kept = new Map<string, Capture>();
  if (paths.length > 0)
    for (const capture of parts.capture(dir, paths)) kept.set(capture.path, capture);
  const changed: Skipped[] = [];
  const going = works.flatMap((work) => {
    if (!isLost(work)) return [work];
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
