import type { Database } from "bun:sqlite";

import { KernelError, messageOf } from "../../../kernel/error.ts";
import { sha256 } from "../../../kernel/json.ts";
import { Contents, type Prepared } from "./contents.ts";
import { openDatabase } from "./schema.ts";

/** How long a content may be kept before an event names it. */
const UNNAMED_MS = 600_000;

/** The file `contents.db`: contents, and what was seen where. One per tenant, one writer. */
export class Store {
  readonly db: Database;
  readonly contents: Contents;
  /** When contents were last kept, Unix milliseconds: what names them may not be on record yet. */
  readonly #kept = new Map<string, number>();
  /** Something was committed that may not be on the disk yet. */
  #isUnsynced = false;

  constructor(path: string) {
    this.db = openDatabase(path);
    this.contents = new Contents(this.db);
  }

  /** Gathers contents, to be committed together. */
  batch(): Batch {
    return new Batch(this);
  }

  /** All or nothing. `disk`: what was committed is on it when this returns. */
  commit(to: "disk" | "file", write: () => void): void {
    // It can only be changed outside a transaction.
    this.db.run(`pragma synchronous=${to === "disk" ? "full" : "normal"}`);
    try {
      this.db.run("begin immediate");
      try {
        write();
        this.db.run("commit");
      } catch (error) {
        if (this.db.inTransaction) this.db.run("rollback");
        throw error;
      }
    } catch (error) {
      if (error instanceof KernelError) throw error;
      throw new KernelError("ledger", `file contents cannot be kept: ${messageOf(error)}`, {
        hint: "see that the disk has room and the home may be written",
        cause: error,
      });
    }
    this.#isUnsynced = to === "file";
  }

  /** What was committed is on the disk when this returns. */
  flush(): void {
    if (!this.#isUnsynced) return;
    // A commit that writes nothing waits for nothing.
    this.commit("disk", () => this.db.run("update folders set used = used"));
  }

  get isUnsynced(): boolean {
    return this.#isUnsynced;
  }

  /** Notes that somebody is about to name a content, and forgets whom nobody has named for long. */
  touch(hash: string): void {
    const now = Date.now();
    this.#kept.delete(hash);
    this.#kept.set(hash, now);
    for (const [oldest, at] of this.#kept) {
      if (now - at < UNNAMED_MS) break;
      this.#kept.delete(oldest);
    }
  }

  isFresh(hash: string): boolean {
    return this.#kept.has(hash);
  }

  /** Bytes of the file that are in use. */
  size(): number {
    const pragma = (name: string) =>
      (this.db.query(`pragma ${name}`).get() as Record<string, number>)[name] ?? 0;
    return (pragma("page_count") - pragma("freelist_count")) * pragma("page_size");
  }

  /** Writes the file anew: what was removed is in none of its pages any more, nor in its log. */
  compact(): void {
    this.db.run("vacuum");
    this.db.run("pragma wal_checkpoint(truncate)");
  }

  close(): void {
    this.db.close();
  }
}

/** Contents that were read and are not written yet. */
export class Batch {
  readonly #store: Store;
  readonly #prepared = new Map<string, Prepared>();
  /** Bytes of content, before they were compressed. */
  size = 0;

  constructor(store: Store) {
    this.#store = store;
  }

  /** `before`: hash of what stood in its place. */
  keep(content: Uint8Array, before: string | null): string {
    const hash = sha256(content);
    this.#store.touch(hash);
    if (this.#prepared.has(hash) || this.#store.contents.has(hash)) return hash;
    this.#prepared.set(hash, this.#store.contents.prepare(hash, content, before));
    this.size += content.length;
    return hash;
  }

  get isEmpty(): boolean {
    return this.#prepared.size === 0;
  }

  /** Contents that are new are on the disk when this returns; `also` is written with them, and alone needs no fsync. */
  commit(also: () => void, when: "now" | "later" = "now"): void {
    const isDue = when === "now" && (!this.isEmpty || this.#store.isUnsynced);
    this.#store.commit(isDue ? "disk" : "file", () => {
      for (const one of this.#prepared.values()) this.#store.contents.insert(one);
      also();
    });
    this.#prepared.clear();
  }
}
