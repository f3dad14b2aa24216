import type { Capture } from "../../kernel/ports/workspace.ts";
import { Listings } from "./listings.ts";
import { forgetLine, PartsBefore } from "./manifest.ts";
import type { Moment, Stat } from "./stat.ts";
import type { Content, Store } from "./store/store.ts";

/** What stood at a path at the last look, and by what we know it again without reading it. */
export interface Known extends Capture, Moment {
  /** 0: it is read again, whatever the file system says. */
  ctime: number;
  nanoseconds: number;
  ino: number | bigint;
  kept: boolean;
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
  /** Of the last list: they are in the store. */
  readonly parts: PartsBefore;
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
    this.parts = new PartsBefore((hash) => store.touch(hash));
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
      const moment = momentIn(ctime, ino);
      this.#known.set(entry.path, { ...entry, ...moment, round: 0, kept: kept === 1 });
    }
  }

  get(path: string): Known | undefined {
    return this.#known.get(path);
  }

  get size(): number {
    return this.#known.size;
  }

  /** Says what stands there, and answers whether that is news. */
  set(path: string, stat: Stat, content: Content, isCertain: boolean): boolean {
    const known = this.#known.get(path);
    const { kind, mode, size, nanoseconds, ino } = stat;
    const moment = { ctime: isCertain ? stat.ctime : 0, nanoseconds, ino };
    const next = { path, kind, mode, size, ...content, ...moment, round: this.round };
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
    const known = this.#known.get(path);
    if (!known) return false;
    // Who still has it in hand does not know it again.
    known.ctime = 0;
    this.#known.delete(path);
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
    this.parts.clear();
    if (this.manifest !== null && hashes.has(this.manifest)) this.manifest = null;
  }

  /** These contents turned out to be a secret's. */
  unkeep(hashes: ReadonlySet<string>): void {
    for (const known of this.#known.values()) {
      if (!known.kept || known.sha256 === null || !hashes.has(known.sha256)) continue;
      known.kept = false;
      this.#written.add(known.path);
      forgetLine(known);
      this.#changed(false);
    }
  }

  /** Inside a transaction. */
  write(): void {
    const { db } = this.#store;
    const insert = db.query("insert or replace into entries values (?, ?, ?, ?, ?, ?, ?, ?, ?)");
    for (const path of this.#written) {
      const known = this.#known.get(path)!;
      const { kind, mode, size, sha256, kept } = known;
      insert.run(this.#id, path, kind, mode, size, ...textsOf(known), sha256, kept ? 1 : 0);
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

/** Texts: numbers of SQLite may not be exact here. */
function textsOf({ ctime, nanoseconds, ino }: Moment): [string, string] {
  return [`${ctime} ${nanoseconds}`, `${ino}`];
}

/** What an older program wrote is no moment of any file: it is read again. */
function momentIn(ctime: string, ino: string): Moment {
  const [seconds, nanoseconds] = ctime.split(" ");
  const inode = Number(ino);
  return {
    ctime: Number(seconds),
    nanoseconds: Number(nanoseconds),
    ino: Number.isSafeInteger(inode) ? inode : BigInt(ino),
  };
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
