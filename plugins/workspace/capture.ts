import type { Capture } from "../../kernel/ports/workspace.ts";
import { atOnce } from "./entry.ts";
import type { Folder } from "./folder.ts";
import { keeper, letSecretsGo, looker } from "./keeper.ts";
import { TOUCHED } from "./limits.ts";
import { absent, lookAt, peekAt } from "./look.ts";
import { foldersOf, trail } from "./paths.ts";
import type { Sight } from "./sight.ts";
import { statOf } from "./stat-of.ts";
import type { Batch } from "./store/store.ts";
import { walk, type Walked } from "./walk.ts";

export interface CaptureOptions {
  /** `look` keeps nothing and leaves the index alone. */
  readonly only: "look" | "keep";
  /** Also everything below a folder, and the folders on the way that are not as they were. */
  readonly reach: "deep" | "path";
}

/** What stands at each path, and at what it leads to. Throws `usage` for a path that is not inside the folder. */
export function capture(
  sight: Sight,
  dir: string,
  paths: readonly string[],
  options: CaptureOptions,
): readonly Capture[] {
  const names = new Set(paths.flatMap((path) => trail(dir, path)));
  const { store, folders } = sight;
  const folder = folders.get(dir);
  const batch = store.batch();
  const look = new Touched(sight, folder, batch, options);
  let found: readonly Capture[];
  try {
    for (const name of names) look.at(name);
    found = letSecretsGo(batch, folder, [...look.found.values()]);
    // An index that is newer in memory than in its file does no harm.
    const isWorthIt = !batch.isEmpty || store.isUnsynced;
    if (options.only === "keep" && isWorthIt) batch.commit(() => folder.write());
  } catch (error) {
    folders.drop(dir);
    throw error;
  }
  return found;
}

class Touched {
  readonly found = new Map<string, Capture>();
  readonly #sight: Sight;
  readonly #folder: Folder;
  readonly #batch: Batch;
  readonly #options: CaptureOptions;

  constructor(sight: Sight, folder: Folder, batch: Batch, options: CaptureOptions) {
    this.#sight = sight;
    this.#folder = folder;
    this.#batch = batch;
    this.#options = options;
  }

  at(name: string): void {
    const isDeep = this.#options.reach === "deep";
    if (isDeep) for (const path of foldersOf(name)) this.#onTheWay(path);
    if (name === ".") return isDeep ? this.#below(name) : undefined;
    const absolute = `${this.#folder.dir}/${name}`;
    const stat = statOf(absolute);
    const wasFolder = this.#folder.get(name)?.kind === "directory";
    if (stat === null) this.#gone(name);
    else this.#see({ path: name, absolute, stat, isClosed: false });
    if (isDeep && (wasFolder || stat?.kind === "directory")) this.#below(name);
  }

  /** A folder that a call may have made or removed along with what is in it. */
  #onTheWay(path: string): void {
    if (this.found.has(path)) return;
    const absolute = `${this.#folder.dir}/${path}`;
    const stat = statOf(absolute);
    if (stat === null) return this.#gone(path);
    const known = this.#folder.get(path);
    const isAsKnown = known?.kind === "directory" && known.mode === stat.mode;
    if (stat.kind !== "directory" || isAsKnown) return;
    this.#see({ path, absolute, stat, isClosed: false });
  }

  #below(name: string): void {
    const { dir } = this.#folder;
    const { ignored } = this.#sight;
    const isInside = name !== "." && ignored.within(name);
    const enters = (path: string) => isInside || !ignored.entry(path);
    const [here, bytes] = [new Map(this.found), this.#batch.size];
    const closed: string[] = [];
    let entries = 0;
    for (const walked of walk(dir, name === "." ? "" : name, () => true, enters)) {
      entries += 1;
      if (entries > TOUCHED.entries || this.#batch.size - bytes > TOUCHED.bytes) {
        this.found.clear();
        for (const [path, one] of here) this.found.set(path, one);
        const root = this.found.get(name) ?? { ...absent(name), kind: "directory" as const };
        return void this.found.set(name, { ...root, kept: false });
      }
      if (walked.isClosed) closed.push(`${walked.path}/`);
      this.#see(walked);
    }
    const known =
      name === "." ? this.#folder.sorted().map(({ path }) => path) : this.#folder.below(name);
    for (const path of known) {
      const isHidden = closed.some((one) => path.startsWith(one));
      if (!isHidden && !this.found.has(path)) this.#gone(path);
    }
  }

  #see(walked: Walked): void {
    this.found.set(walked.path, this.#looked(walked));
  }

  #looked(walked: Walked): Capture {
    const folder = this.#folder;
    if (this.#options.only === "look")
      return atOnce(peekAt(folder, walked, looker(this.#sight.store)));
    const keep = keeper(this.#batch);
    // What a look at the whole does not see is in no index: it would seem to be gone at the next one.
    if (this.#sight.ignored.within(walked.path)) return atOnce(peekAt(folder, walked, keep));
    return atOnce(lookAt(folder, walked, keep)).capture;
  }

  #gone(path: string): void {
    this.found.set(path, absent(path));
    if (this.#options.only === "keep") this.#folder.delete(path);
  }
}
