import type { Database } from "bun:sqlite";

import { KernelError } from "../../../kernel/error.ts";
import { sha256 } from "../../../kernel/json.ts";
import { delta, mayBeDelta, packed, type Stored, unpacked } from "./form.ts";

/** Contents that have to be read to read one. */
const MAX_DEPTH = 16;

interface Row extends Stored {
  readonly id: number;
  readonly hash: Uint8Array;
  readonly size: number;
  readonly base: number | null;
  readonly depth: number;
}

/** A content that is ready to be written. */
export interface Prepared extends Stored {
  readonly sha256: string;
  readonly size: number;
  readonly base: number | null;
  readonly depth: number;
}

/** Content-addressed bytes: SHA-256 → what `form.ts` makes of them. */
export class Contents {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  has(sha256: string): boolean {
    return this.#db.query("select 1 from contents where hash = ?").get(rawOf(sha256)) !== null;
  }

  /** `before`: the content that stood in its place, if there was one. */
  prepare(hash: string, content: Uint8Array, before: string | null): Prepared {
    const about = { sha256: hash, size: content.length };
    const base = before !== null && mayBeDelta(content.length) ? this.#row(before) : null;
    if (base && mayBeDelta(base.size)) {
      // A chain that is long enough begins again, at its first content.
      const from = base.depth < MAX_DEPTH ? base : this.#first(base);
      const stored = delta(content, this.#bytes(from));
      if (stored) return { ...about, ...stored, base: from.id, depth: from.depth + 1 };
    }
    return { ...about, ...packed(content), base: null, depth: 0 };
  }

  insert({ sha256: hash, size, form, base, depth, bytes }: Prepared): void {
    this.#db
      .query(
        "insert or ignore into contents(hash, size, form, base, depth, bytes) values (?, ?, ?, ?, ?, ?)",
      )
      .run(rawOf(hash), size, form, base, depth, bytes);
    this.#db.query("delete from released where hash = ?").run(rawOf(hash));
  }

  /** It was here, and had to make room. */
  isReleased(hash: string): boolean {
    return this.#db.query("select 1 from released where hash = ?").get(rawOf(hash)) !== null;
  }

  /** Notes that they are going to make room. Inside a transaction. */
  release(hashes: Iterable<string>): void {
    const insert = this.#db.query("insert or ignore into released(hash) values (?)");
    for (const hash of hashes) insert.run(rawOf(hash));
  }

  /** It is on record as the content of a secret file. */
  isSecret(hash: string): boolean {
    return this.#db.query("select 1 from secrets where hash = ?").get(rawOf(hash)) !== null;
  }

  /** Inside a transaction. */
  noteSecrets(hashes: Iterable<string>): void {
    const insert = this.#db.query("insert or ignore into secrets(hash) values (?)");
    for (const hash of hashes) insert.run(rawOf(hash));
  }

  /** Leaves no trace that they were ever here. Inside a transaction. */
  forget(hashes: ReadonlySet<string>): void {
    for (const table of ["released", "secrets"]) {
      const remove = this.#db.query(`delete from ${table} where hash = ?`);
      for (const hash of hashes) remove.run(rawOf(hash));
    }
  }

  /** Null: it is not here. Throws when what is here is not what it was. */
  get(hash: string): Uint8Array | null {
    const row = this.#row(hash);
    if (!row) return null;
    let content: Uint8Array | null;
    try {
      content = this.#bytes(row);
    } catch (cause) {
      throw damaged(hash, cause);
    }
    if (sha256(content) !== hash) throw damaged(hash);
    return content;
  }

  /** Its bytes on disk; 0 if it is not here. */
  weigh(hash: string): number {
    const row = this.#db.query("select length(bytes) as n from contents where hash = ?");
    return (row.get(rawOf(hash)) as { n: number } | null)?.n ?? 0;
  }

  /** Takes contents away; what was written as a difference to one of them is written anew. Inside a transaction. */
  remove(hashes: Iterable<string>): void {
    const ids = new Set<number>();
    for (const hash of hashes) {
      const row = this.#row(hash);
      if (row) ids.add(row.id);
    }
    for (const id of ids) this.#detach(id, ids);
    const drop = this.#db.query("delete from contents where id = ?");
    for (const id of ids) drop.run(id);
  }

  /** All that is here. */
  hashes(): string[] {
    const rows = this.#db.query("select hash from contents").all() as { hash: Uint8Array }[];
    return rows.map(({ hash }) => Buffer.from(hash).toString("hex"));
  }

  #detach(id: number, leaving: ReadonlySet<number>): void {
    const rows = this.#db.query("select * from contents where base = ?").all(id) as Row[];
    for (const row of rows) {
      if (leaving.has(row.id)) continue;
      const { form, bytes } = packed(this.#bytes(row));
      this.#db
        .query("update contents set form = ?, bytes = ?, base = null, depth = 0 where id = ?")
        .run(form, bytes, row.id);
    }
  }

  #row(hash: string): Row | null {
    return this.#db.query("select * from contents where hash = ?").get(rawOf(hash)) as Row | null;
  }

  #rowOf(id: number): Row | null {
    return this.#db.query("select * from contents where id = ?").get(id) as Row | null;
  }

  #first(row: Row): Row {
    let first = row;
    while (first.base !== null) first = this.#rowOf(first.base)!;
    return first;
  }

  #bytes(row: Row): Uint8Array {
    if (row.base === null) return unpacked(row, null);
    const base = this.#rowOf(row.base);
    if (!base) throw new KernelError("ledger", "the content that it is a difference to is gone");
    return unpacked(row, this.#bytes(base));
  }
}

function damaged(hash: string, cause?: unknown): KernelError {
  return new KernelError("ledger", `the file content ${hash} is damaged`, {
    hint: "it can come back from a backup: glassbox restore DIR",
    cause,
  });
}

function rawOf(hash: string): Buffer {
  return Buffer.from(hash, "hex");
}
