import { Folder } from "./folder.ts";
import { partsOf } from "./manifest.ts";
import type { Store } from "./store/store.ts";

/** Folders whose index is in memory at once. */
const MOST = 4;

/** The folders that runs work in. */
export class Folders {
  readonly #store: Store;
  readonly #open = new Map<string, Folder>();

  constructor(store: Store) {
    this.#store = store;
  }

  get(dir: string): Folder {
    const known = this.#open.get(dir);
    this.#open.delete(dir);
    const folder = known ?? new Folder(this.#store, dir);
    this.#open.set(dir, folder);
    for (const [oldest] of this.#open) {
      if (this.#open.size <= MOST) break;
      this.#open.delete(oldest);
    }
    return folder;
  }

  /** What it holds in memory may be ahead of the file: the next to ask reads it from there. */
  drop(dir: string): void {
    this.#open.delete(dir);
  }

  /** These contents are gone from the store. */
  forget(hashes: ReadonlySet<string>): void {
    for (const folder of this.#open.values()) folder.forget(hashes);
    const forget = this.#store.db.query("update entries set ctime = '0' where sha256 = ?");
    for (const hash of hashes) forget.run(hash);
  }

  /** Hashes of all that stands in a folder now, as far as it was seen, and of the lists of it. */
  contents(): ReadonlySet<string> {
    const { db, contents } = this.#store;
    const select =
      "select sha256 as hash from entries where kept = 1 union select manifest from folders";
    const rows = db.query(select).all() as { hash: string | null }[];
    const open = [...this.#open.values()];
    const hashes = [...rows.map(({ hash }) => hash), ...open.flatMap((one) => one.contents())];
    const manifests = db.query("select manifest from folders").values().flat() as string[];
    const lists = [...manifests, ...open.map(({ manifest }) => manifest)].filter(isText);
    const parts = lists.flatMap((list) => partsOf(list, (hash) => contents.get(hash)) ?? []);
    return new Set([...hashes.filter(isText), ...parts]);
  }

  /** Forgets whole folders, names and all. */
  erase(dirs: ReadonlySet<string>): void {
    const { db } = this.#store;
    for (const dir of dirs) {
      this.drop(dir);
      db.query("delete from entries where folder = (select id from folders where dir = ?)").run(
        dir,
      );
      db.query("delete from folders where dir = ?").run(dir);
    }
  }
}

function isText(hash: string | null): hash is string {
  return hash !== null;
}
