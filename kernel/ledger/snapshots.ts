import type { Database } from "bun:sqlite";

import type { LedgerSnapshot } from "./port.ts";
import type { Names } from "./names.ts";

/** Folded states, kept only to make folding shorter: any of them may be thrown away. */
export class Snapshots {
  readonly #db: Database;
  readonly #names: Names;

  constructor(db: Database, names: Names) {
    this.#db = db;
    this.#names = names;
  }

  save(branch: string, at: number, reducer: string, state: string): void {
    const id = this.#names.find(branch);
    if (id === null) return;
    this.#db
      .query("insert or replace into snapshots(branch, at, reducer, zstd) values (?, ?, ?, ?)")
      .run(id, at, reducer, Bun.zstdCompressSync(Buffer.from(state), { level: 1 }));
  }

  /** The nearest one at or before `at`, in this branch or in the part of a parent that it shares. */
  before(branch: string, at: number, reducer: string): LedgerSnapshot | null {
    let id = this.#names.find(branch);
    let limit = at;
    while (id !== null) {
      const row = this.#db
        .query(
          "select at, zstd from snapshots where branch = ? and reducer = ? and at <= ? order by at desc limit 1",
        )
        .get(id, reducer, limit) as { at: number; zstd: Uint8Array } | null;
      if (row)
        return { at: row.at, state: Buffer.from(Bun.zstdDecompressSync(row.zstd)).toString() };
      const parent = this.#db.query("select parent, at from branches where id = ?").get(id) as {
        parent: number | null;
        at: number;
      } | null;
      limit = Math.min(limit, parent?.at ?? 0);
      id = parent?.parent ?? null;
    }
    return null;
  }

  /** A state may hold what an erased payload said, so the snapshots of a whole run tree go with it. */
  dropTree(root: number): void {
    this.#db
      .query("delete from snapshots where branch in (select id from branches where root = ?)")
      .run(root);
  }
}
