import { unavailable } from "../../kernel/error.ts";
import type { Capture, Scan } from "../../kernel/ports/workspace.ts";
import type { Folder } from "./folder.ts";
import { keeper, letSecretsGo, looker } from "./keeper.ts";
import { TRY_AGAIN_MS, WHOLE } from "./limits.ts";
import { absent, knownAgain, lookAt, peekAt } from "./look.ts";
import { manifestOf } from "./manifest.ts";
import { newsIn } from "./news.ts";
import type { Sight } from "./sight.ts";
import { Turns } from "./turns.ts";
import { walkAgain } from "./walk.ts";

/**
 * Looks through the whole folder, keeps what is new in it, and says what is not as it was. Looks at one folder wait for
 * each other. Null: it is too large; what was seen so far makes the next try shorter.
 */
export function scan(sight: Sight, dir: string): Promise<Scan | null> {
  const folder = sight.folders.get(dir);
  const look = folder.queue.then(() => scanNow(sight, folder));
  folder.queue = look.catch(() => {});
  return look;
}

async function scanNow({ store, folders, ignored }: Sight, folder: Folder): Promise<Scan | null> {
  const began = Date.now();
  if (began < folder.tooLargeUntil) return null;
  folder.round += 1;
  const batch = store.batch();
  const write = () => folder.write();
  const turns = new Turns(() => batch.isEmpty || batch.commit(write, "later"));
  const keep = keeper(batch);
  const changes: Capture[] = [];
  const closed: string[] = [];
  try {
    for (const { entries, walked } of newsIn(folder, (path) => !ignored.entry(path))) {
      if (entries > WHOLE.entries || batch.size > WHOLE.bytes || isLate(began)) {
        folder.tooLargeUntil = Date.now() + TRY_AGAIN_MS;
        letSecretsGo(batch, folder, []);
        batch.commit(write);
        return null;
      }
      if (walked?.isClosed) closed.push(`${walked.path}/`);
      if (walked && !knownAgain(folder, walked)) {
        const looking = settled(turns, lookAt(folder, walked, keep));
        // Nobody comes in between what is in the index and what is on the disk: no turn is given away here.
        const looked = looking instanceof Promise ? await looking : looking;
        if (looked.isNews) changes.push(looked.capture);
      }
      // Not earlier: by the end of a turn what was said of an entry may be out of date.
      if (turns.isOver) await turns.next();
    }
    for (const { path, round } of folder.sorted()) {
      // What lies in a folder that nobody may read is as it was, as far as anybody knows.
      if (round === folder.round || closed.some((one) => path.startsWith(one))) continue;
      folder.delete(path);
      changes.push(absent(path));
    }
    const news = letSecretsGo(batch, folder, changes);
    if (folder.manifest === null) {
      const keepText = (text: string) => batch.keep(Buffer.from(text), null);
      folder.manifest = manifestOf(folder.sorted(), keepText, folder.parts);
    }
    // All that is seen for the first time is new to us, and not to anybody else.
    const isFirst = !folder.isComplete;
    folder.isComplete = true;
    // Nothing is about to be destroyed yet: before that, whoever is about to has it flushed.
    batch.commit(write, "later");
    return { manifest: folder.manifest, changes: isFirst ? [] : news };
  } catch (error) {
    folders.drop(folder.dir);
    throw error;
  }
}

/** Everything in the folder as it is now; nothing is kept. */
export async function peek({ store, folders, ignored }: Sight, dir: string): Promise<Capture[]> {
  const folder = folders.get(dir);
  const began = Date.now();
  const turns = new Turns();
  const look = looker(store);
  const found: Capture[] = [];
  for (const walked of walkAgain(dir, (path) => !ignored.entry(path), folder.listings)) {
    if (found.length >= WHOLE.entries || isLate(began)) {
      throw unavailable(
        `${JSON.stringify(dir)} is too large to be looked through`,
        "leave folders out of it with workspace.ignore in the configuration",
      );
    }
    const looking = settled(turns, peekAt(folder, walked, look));
    found.push(looking instanceof Promise ? await looking : looking);
    if (turns.isOver) await turns.next();
  }
  return found.toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

/** Most entries are as they were: they need nobody to wait. */
function settled<T>(turns: Turns, work: Generator<void, T>): T | Promise<T> {
  const { done, value } = work.next();
  return done ? value : turns.drive(work);
}

function isLate(began: number): boolean {
  return Date.now() - began > WHOLE.milliseconds;
}
