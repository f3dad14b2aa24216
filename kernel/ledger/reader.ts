import type { Database } from "bun:sqlite";

import type { FoldEvent, LedgerEvent } from "../event.ts";
import type {
  BranchFilter,
  BranchRange,
  BranchRow,
  EventQuery,
  SealedEvent,
  SealedFilter,
} from "./port.ts";
import type { Names } from "./names.ts";
import { EVENT_COLUMNS, FOLD_COLUMNS, SEALED_COLUMNS } from "./rows.ts";
import { LINE } from "./schema.ts";
import type { EventRow, Rows, SealedRow } from "./rows.ts";

/** One stretch of a branch's history that lies in one branch row. */
interface Segment {
  readonly branch: number;
  readonly from: number;
  readonly to: number;
}

/** A branch and the number of its last event: its own, or the last one it shares. */
const BRANCH =
  "select *, coalesce((select max(bseq) from events where branch = branches.id), at) as length from branches";

const LAST = Number.MAX_SAFE_INTEGER;

interface BranchRecord {
  id: number;
  subject: number;
  root: number;
  parent: number | null;
  at: number;
  length: number;
  owner_origin: string | null;
  owner_epoch: number | null;
}

/** All reading of events and branches. Each iteration has a cursor of its own, so readers may take turns. */
export class Reader {
  readonly #db: Database;
  readonly #names: Names;
  readonly #rows: Rows;

  constructor(db: Database, names: Names, rows: Rows) {
    this.#db = db;
    this.#names = names;
    this.#rows = rows;
  }

  get(id: string): LedgerEvent | null {
    const row = this.#db
      .query(`select ${EVENT_COLUMNS} from events where id = ?`)
      .get(id) as EventRow | null;
    return row === null ? null : this.#rows.event(row);
  }

  branch(id: string): BranchRow | null {
    const name = this.#names.find(id);
    if (name === null) return null;
    const record = this.#db.query(`${BRANCH} where id = ?`).get(name) as BranchRecord | null;
    return record === null ? null : this.#branchRow(record);
  }

  branches(filter: BranchFilter = {}): BranchRow[] {
    const root = filter.root === undefined ? null : this.#names.find(filter.root);
    if (filter.root !== undefined && root === null) return [];
    const records = (
      root === null
        ? this.#db.query(`${BRANCH} order by id`).all()
        : this.#db.query(`${BRANCH} where root = ? order by id`).all(root)
    ) as BranchRecord[];
    const rows = records.map((record) => this.#branchRow(record));
    const prefix = filter.subjectPrefix;
    return prefix === undefined ? rows : rows.filter((row) => row.subject.startsWith(prefix));
  }

  *readBranch(branch: string, range: BranchRange = {}): Iterable<LedgerEvent> {
    const types = this.#typeFilter(range.types);
    if (types === null) return;
    using statement = this.#db.prepare(
      `select ${EVENT_COLUMNS} from events where branch = ? and bseq between ? and ? ${types} order by bseq`,
    );
    for (const segment of this.#segments(branch, range.from ?? 1, range.to ?? Infinity)) {
      for (const row of statement.iterate(segment.branch, segment.from, segment.to)) {
        yield this.#rows.event(row as EventRow);
      }
    }
  }

  foldBranch(branch: string, range: BranchRange, visit: (event: FoldEvent) => void): void {
    using statement = this.#db.prepare(
      `select ${FOLD_COLUMNS} from events where branch = ? and bseq between ? and ? order by bseq`,
    );
    for (const segment of this.#segments(branch, range.from ?? 1, range.to ?? Infinity)) {
      for (const row of statement.iterate(segment.branch, segment.from, segment.to)) {
        visit(this.#rows.foldEvent(row as EventRow));
      }
    }
  }

  *query(query: EventQuery): Iterable<LedgerEvent> {
    const types = this.#typeFilter(query.types);
    if (types === null) return;
    const subject = query.subject === undefined ? null : this.#names.find(query.subject);
    if (query.subject !== undefined && subject === null) return;
    using statement = this.#db.prepare(
      `select ${EVENT_COLUMNS} from events where row > ? ${subject === null ? "" : `and subject = ${subject}`} ${types}
       order by row ${query.newestFirst ? "desc" : "asc"} limit ?`,
    );
    for (const row of statement.iterate(query.afterRow ?? 0, query.limit ?? -1)) {
      yield this.#rows.event(row as EventRow);
    }
  }

  *readTree(root: string, types?: readonly string[], afterRow = 0): Iterable<LedgerEvent> {
    const name = this.#names.find(root);
    const filter = this.#typeFilter(types);
    if (name === null || filter === null) return;
    using statement = this.#db.prepare(
      `select ${EVENT_COLUMNS} from events where branch in (select id from branches where root = ?) and row > ? ${filter}
       order by hlc, origin, oseq`,
    );
    for (const row of statement.iterate(name, afterRow)) yield this.#rows.event(row as EventRow);
  }

  *sealed({ origin, root, afterOseq = 0, upTo }: SealedFilter = {}): Iterable<SealedEvent> {
    const id = (name: string) => this.#names.find(name) ?? -1;
    const tree = (name: string) => `branch in (select id from branches where root = ${id(name)})`;
    using statement = this.#db.prepare(
      `select ${SEALED_COLUMNS} from events where oseq > ? and oseq <= ?
       ${origin === undefined ? "" : `and origin = ${id(origin)}`}
       ${root === undefined ? "" : `and ${tree(root)}`} order by origin, oseq`,
    );
    for (const row of statement.iterate(afterOseq, upTo ?? LAST))
      yield this.#rows.sealed(row as SealedRow);
  }

  hashes(origin: string, afterOseq: number, upTo: number): Uint8Array[] {
    const hashes = this.#db.query(
      "select hash from events where origin = ? and oseq > ? and oseq <= ? order by oseq",
    );
    return hashes
      .values(this.#names.find(origin), afterOseq, upTo)
      .map(([hash]) => hash as Uint8Array);
  }

  lastRow(): number {
    const last = this.#db.query("select coalesce(max(row), 0) as row from events").get();
    return (last as { row: number }).row;
  }

  /** A condition on the type column; null when none of the wanted types was ever written. */
  #typeFilter(types: readonly string[] | undefined): string | null {
    if (types === undefined) return "";
    const ids = types.map((type) => this.#names.find(type)).filter((id) => id !== null);
    return ids.length === 0 ? null : `and type in (${ids.join(",")})`;
  }

  #segments(branch: string, from: number, to: number): Segment[] {
    const line = this.#db.query(
      `${LINE} select id as branch, max(first, ?3) as "from", last as "to" from line
       where last >= max(first, ?3) order by first`,
    );
    return line.all(this.#names.find(branch), Math.min(to, LAST), from) as Segment[];
  }

  #branchRow(record: BranchRecord): BranchRow {
    return {
      id: this.#names.text(record.id),
      subject: this.#names.text(record.subject),
      root: this.#names.text(record.root),
      parent: record.parent === null ? null : this.#names.text(record.parent),
      at: record.at,
      length: record.length,
      ownerOrigin: record.owner_origin,
      ownerEpoch: record.owner_epoch,
    };
  }
}
