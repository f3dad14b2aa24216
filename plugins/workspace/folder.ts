import type { Capture } from "../../kernel/ports/workspace.ts";
import type { Content, Stat } from "./entry.ts";
import { Listings } from "./listings.ts";
import { forgetLine } from "./manifest.ts";
import type { Store } from "./store/store.ts";

/** What stood at a path at the last look, and by what we know it again without reading it. */
export interface Known extends Capture {
  /** 0: it is read again, whatever the file system says. */
  ctime: number;
  ino: number;
  /** The look that met it last. */
  round: number;
}

interface Row extends Omit<Capture, "kept"> {
  readonly ctime: string;
  readonly ino: string;
  readonly kept: number;
}

/** One folder as it was when somebody last looked. Disposable: without it everything is read once more. */
export class Folder {
  readonly dir: string;
  readonly #store: Store;
  readonly #id: number;
  readonly #known = new Map<string, Known>();
  #sorted: readonly Known[] | null = null;
  #written = new Set<string>();
  #removed = new Set<string>();
  /** The list of everything, if nothing has changed since it was made. */
  manifest: string | null;
  /** The whole folder was looked through before: only then something in it can be new. */
  isComplete: boolean;
  round = 0;
  readonly listings: Listings;
  /** Looks wait for each other here. */
  queue: Promise<unknown> = Promise.resolve();
  /** Unix milliseconds before which a look at the whole is not tried again. */
  tooLargeUntil = 0;

  constructor(store: Store, dir: string) {
    this.dir = dir;
    this.#store = store;
    this.listings = new Listings(dir);
    const row = store.db
      .query(
        `insert into folders(dir, complete, used) values (?, 0, ?)
         on conflict(dir) do update set used = excluded.used returning id, manifest, complete`,
      )
      .get(dir, Date.now()) as { id: number; manifest: string | null; complete: number };
    this.#id = row.id;
    this.manifest = row.manifest;
    this.isComplete = row.complete === 1;
    const select =
      "select path, kind, mode, size, ctime, ino, sha256, kept from entries where folder = ?";
    for (const entry of store.db.query(select).iterate(row.id) as Iterable<Row>) {
      const { ctime, ino, kept } = entry;
      const identity = { ctime: Number(ctime), ino: Number(ino), round: 0 };
      this.#known.set(entry.path, { ...entry, ...identity, kept: kept === 1 });
    }
  }

  get(path: string): Known | undefined {
    return this.#known.get(path);
  }

  get size(): number {
    return this.#known.size;
  }

  /** Says what stands there, and answers whether that is news. */
  set(path: string, stat: Stat, content: Content, ctime: number): boolean {
    const known = this.#known.get(path);
    const { kind, mode, size, ino } = stat;
    const next = { path, kind, mode, size, ...content, ctime, ino, round: this.round };
    this.#written.add(path);
    this.#removed.delete(path);
    if (!known) {
      this.#known.set(path, next);
      this.#changed(true);
      return true;
    }
    const isNews = !isSame(known, next);
    Object.assign(known, next);
    if (!isNews) return false;
    forgetLine(known);
    this.#changed(false);
    return true;
  }

  delete(path: string): boolean {
    if (!this.#known.delete(path)) return false;
    this.#written.delete(path);
    this.#removed.add(path);
    this.#changed(true);
    return true;
  }

  /** Everything, in the order of the code units of its path. */
  sorted(): readonly Known[] {
    const byPath = (a: Known, b: Known) => (a.path < b.path ? -1 : 1);
    return (this.#sorted ??= [...this.#known.values()].toSorted(byPath));
  }

  /** Everything that was known below a path, not the path itself. */
  below(path: string): readonly string[] {
    return [...this.#known.keys()].filter((one) => one.startsWith(`${path}/`));
  }

  contents(): readonly (string | null)[] {
    const kept = [...this.#known.values()].filter((one) => one.kept);
    return [...kept.map(({ sha256 }) => sha256), this.manifest];
  }

  /** These contents are gone: what holds them is read again. */
  forget(hashes: ReadonlySet<string>): void {
    for (const known of this.#known.values())
      if (known.sha256 !== null && hashes.has(known.sha256)) known.ctime = 0;
    if (this.manifest !== null && hashes.has(this.manifest)) this.manifest = null;
  }

  /** Inside a transaction. */
  write(): void {
    const { db } = this.#store;
    const insert = db.query("insert or replace into entries values (?, ?, ?, ?, ?, ?, ?, ?, ?)");
    for (const path of this.#written) {
      const { kind, mode, size, ctime, ino, sha256, kept } = this.#known.get(path)!;
      insert.run(this.#id, path, kind, mode, size, `${ctime}`, `${ino}`, sha256, kept ? 1 : 0);
    }
    const remove = db.query("delete from entries where folder = ? and path = ?");
    for (const path of this.#removed) remove.run(this.#id, path);
    db.query("update folders set manifest = ?, complete = ? where id = ?").run(
      this.manifest,
      this.isComplete ? 1 : 0,
      this.#id,
    );
    // Should the transaction fail, the file keeps an older state, which only costs reading.
    this.#written = new Set();
    this.#removed = new Set();
  }

  #changed(isOrder: boolean): void {
    if (isOrder) this.#sorted = null;
    this.manifest = null;
  }
}

/** Is there anything that a person would call a change? */
export function isSame(a: Capture, b: Capture): boolean {
  return (
    a.kind === b.kind &&
    a.sha256 === b.sha256 &&
    a.mode === b.mode &&
    a.size === b.size &&
    a.kept === b.kept
  );
}
