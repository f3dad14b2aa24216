import { bring } from "./bring.ts";
import type { Engine } from "./engine.ts";
import type { Restoring, Skipped } from "./events.ts";
import { noteRestored, noteSynced } from "./journal.ts";
import { lookAgain } from "./look-again.ts";

/**
 * Ends a restore that was begun: completes it, or takes it back where a content that it still needs is gone. Throws, with the
 * restore still open, when the folder is not there or the disk fails again.
 */
export async function settle(
  engine: Engine,
  record: Restoring,
  actor: string,
  only?: "back",
): Promise<readonly Skipped[]> {
  const { operation, dir } = record;
  const brought = await bring(engine, record, only === "back" ? "from" : "either");
  const { side, works, skipped, mended, aside } = brought;
  engine.reached("restored");
  const ended = side === "to" ? doneOf(record, skipped) : { ...NOTHING, outcome: "back" as const };
  const all = [...record.skipped, ...skipped];
  await noteRestored(engine.parts, { operation, ...ended, skipped: all }, actor);
  if (record.boot !== null && side === "to") {
    engine.reached("synced");
    await noteSynced(engine.parts, { operation, mended, aside }, actor);
  }
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
