import type { Engine } from "./engine.ts";
import type { Restoring } from "./events.ts";
import { noteSynced } from "./journal.ts";
import { syncFiles, syncFolders } from "./sync.ts";
import { Walk } from "./walk.ts";

/** Waits until all that a restore has done is on the disk. */
export async function syncItems(walk: Walk, { items }: Pick<Restoring, "items">): Promise<void> {
  const wanted = items.map(({ to }) => to);
  await syncFiles(walk, wanted);
  await syncFolders(
    walk,
    wanted.map(({ path }) => path),
  );
}

/** Ends a restore whose files were moved into place before they were on the disk: from here on no power cut undoes it. */
export async function finish(engine: Engine, record: Restoring, actor: string): Promise<void> {
  using walk = new Walk(record.dir);
  await syncItems(walk, record);
  engine.reached("synced");
  const { operation } = record;
  await noteSynced(engine.parts, { operation, mended: [], aside: [] }, actor);
}
