import type { Database } from "bun:sqlite";

import type { LedgerSnapshot } from "./port.ts";
import type { Names } from "./names.ts";
import { LINE } from "./schema.ts";

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
    const nearest = this.#db.query(
      `${LINE}, near as materialized (select id, (select max(at) from snapshots
         where branch = line.id and reducer = ?3 and at <= line.last) as at from line)
       select s.at, s.zstd from (select * from near order by at desc limit 1) as n cross join
       snapshots s on s.branch = n.id and s.reducer = ?3 and s.at = n.at`,
    );
    const found = nearest.get(this.#names.find(branch), at, reducer);
    const row = found as { at: number; zstd: Uint8Array } | null;
    return row && { at: row.at, state: Buffer.from(Bun.zstdDecompressSync(row.zstd)).toString() };
  }

  /** A state may hold what an erased payload said, so the snapshots of a whole run tree go with it. */
  dropTree(root: number): void {
    this.#db
      .query("delete from snapshots where branch in (select id from branches where root = ?)")
      .run(root);
  }
}
