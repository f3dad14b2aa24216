import type { Database } from "bun:sqlite";

import { KernelError, messageOf } from "../../../kernel/error.ts";
import { sha256 } from "../../../kernel/json.ts";
import type { Capture } from "../../../kernel/ports/workspace.ts";
import { Contents, type Prepared } from "./contents.ts";
import { openDatabase } from "./schema.ts";

/** How long a content may be kept before an event names it. */
const UNNAMED_MS = 600_000;

/** Content as far as it may be known. */
export type Content = Pick<Capture, "sha256" | "kept">;

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

  /** One look at the file for all that is read. */
  reading<T>(work: () => T): T {
    if (this.db.inTransaction) return work();
    this.db.run("begin");
    try {
      return work();
    } finally {
      this.db.run("commit");
    }
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
  /** Contents that were nowhere before. */
  readonly #new = new Set<string>();
  /** Of these, the ones that a file holds which is there to be shared. */
  readonly #shared = new Set<string>();
  /** Contents of secret files that were met … */
  readonly #noted = new Set<string>();
  /** … and are not written down yet. */
  readonly #secrets = new Set<string>();
  /** Contents to be taken away again. */
  readonly #unwanted = new Set<string>();
  /** Bytes of content, before they were compressed. */
  size = 0;

  constructor(store: Store) {
    this.#store = store;
  }

  /** `before`: hash of what stood in its place. */
  keep(content: Uint8Array, before: string | null, as?: "shared"): string {
    const hash = sha256(content);
    if (as === "shared") this.#shared.add(hash);
    this.#store.touch(hash);
    if (!this.#has(hash)) this.#prepare(hash, content, before);
    return hash;
  }

  /** Leaves a content that is a secret's, unless it is here already, for example as a template's: then it is none. */
  keepUnlessSecret(content: Uint8Array, before: string | null): Content {
    const hash = sha256(content);
    const isHere = this.#has(hash);
    if (!isHere && this.#isSecret(hash)) return { sha256: hash, kept: false };
    this.#store.touch(hash);
    if (!isHere) this.#prepare(hash, content, before);
    return { sha256: hash, kept: true };
  }

  #prepare(hash: string, content: Uint8Array, before: string | null): void {
    this.#new.add(hash);
    this.#prepared.set(hash, this.#store.contents.prepare(hash, content, before));
    this.size += content.length;
  }

  #has(hash: string): boolean {
    return this.#prepared.has(hash) || this.#store.contents.has(hash);
  }

  /** Notes that it is a secret's. */
  secret(hash: string): void {
    this.#noted.add(hash);
    if (!this.#isSecret(hash)) this.#secrets.add(hash);
  }

  #isSecret(hash: string): boolean {
    return this.#secrets.has(hash) || this.#store.contents.isSecret(hash);
  }

  /** What was new, and a secret's as it turned out, is not kept after all: answers with its hashes. */
  letSecretsGo(): ReadonlySet<string> {
    const gone = new Set<string>();
    for (const hash of this.#noted) {
      if (!this.#new.has(hash) || this.#shared.has(hash)) continue;
      gone.add(hash);
      if (!this.#prepared.delete(hash)) this.#unwanted.add(hash);
    }
    return gone;
  }

  get isEmpty(): boolean {
    return this.#prepared.size + this.#secrets.size + this.#unwanted.size === 0;
  }

  /** Contents that are new are on the disk when this returns; `also` is written with them, and alone needs no fsync. */
  commit(also: () => void, when: "now" | "later" = "now"): void {
    const isDue = when === "now" && (!this.isEmpty || this.#store.isUnsynced);
    this.#store.commit(isDue ? "disk" : "file", () => {
      for (const one of this.#prepared.values()) this.#store.contents.insert(one);
      this.#store.contents.noteSecrets(this.#secrets);
      this.#store.contents.remove(this.#unwanted);
      also();
    });
    for (const written of [this.#prepared, this.#secrets, this.#unwanted]) written.clear();
  }
}
