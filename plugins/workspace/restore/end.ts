import { bring } from "./bring.ts";
import type { Engine } from "./engine.ts";
import type { RestoredRecord, Restoring } from "./events.ts";
import { finish } from "./finish.ts";
import { type Entry, noteSynced } from "./journal.ts";
import { lookAgain } from "./look-again.ts";
import { settle } from "./settle.ts";

/** Ends what was begun: it did not come to its end, or nobody knows whether its end is on the disk. */
export async function end(engine: Engine, { begun, actor, ended }: Entry): Promise<void> {
  if (ended === null) {
    await settle(engine, begun, actor);
    return;
  }
  // What was written in this boot of the machine is as it was written, whatever died since.
  if (begun.boot === engine.boot?.id) await finish(engine, begun, actor);
  else await mend(engine, begun, ended, actor);
}

/** The power went after a restore was through and before the disk had all of it. */
async function mend(
  engine: Engine,
  begun: Restoring,
  ended: RestoredRecord,
  actor: string,
): Promise<void> {
  const done = new Set([...ended.restored, ...ended.beside.map(({ name }) => name)]);
  const items = begun.items.filter(({ to }) => done.has(to.path));
  const { works, mended, aside } = await bring(engine, { ...begun, items }, "to");
  engine.reached("synced");
  await noteSynced(engine.parts, { operation: begun.operation, mended, aside }, actor);
  lookAgain(engine.parts, begun.dir, works);
}
