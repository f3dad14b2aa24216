import { Database } from "bun:sqlite";

import { EventTypes, type SealedEvent } from "../../../kernel/ledger/index.ts";
import { Names } from "../../../kernel/ledger/names.ts";
import { Rows, SEALED_COLUMNS, type SealedRow } from "../../../kernel/ledger/rows.ts";

export interface PageQuery {
  readonly after: number;
  readonly subject: string | null;
  readonly types: readonly string[] | null;
  readonly limit: number;
}

export interface Page {
  readonly events: readonly SealedEvent[];
  /** Up to here everything was looked at. */
  readonly cursor: number;
}

/** Rows that one look goes through, however few of them are wanted. */
const WINDOW = 20_000;

/** The ledger's file as a reader beside its writer sees it: what is committed, in the order of the rows. */
export class LedgerFile {
  readonly #db: Database;
  readonly #names: Names;
  readonly #rows: Rows;

  constructor(path: string) {
    this.#db = new Database(path, { readonly: true });
    this.#db.run("pragma busy_timeout=5000");
    this.#names = new Names(this.#db);
    // Nothing is lifted to newer versions: what leaves is what was written.
    this.#rows = new Rows(this.#db, this.#names, new EventTypes([]));
  }

  lastRow(): number {
    const last = this.#db.query("select coalesce(max(row), 0) as row from events").get();
    return (last as { row: number }).row;
  }

  page({ after, subject, types, limit }: PageQuery): Page {
    const to = Math.min(this.lastRow(), after + WINDOW);
    if (to <= after) return { events: [], cursor: after };
    const conditions = [
      ...(subject === null ? [] : [`subject = ${this.#number(subject)}`]),
      ...(types === null ? [] : [`type in (${types.map((one) => this.#number(one)).join(",")})`]),
    ];
    const where = ["row > ? and row <= ?", ...conditions].join(" and ");
    const events = this.#sealed(`${where} order by row limit ?`, after, to, limit);
    // A page that is full may have left some of the window out.
    const cursor = events.length < limit ? to : events.at(-1)!.row;
    return { events, cursor };
  }

  rootOf(branch: string): string {
    const select = "select root from branches where id = ?";
    const found = this.#db.query(select).get(this.#number(branch)) as { root: number } | null;
    return found ? this.#names.text(found.root) : branch;
  }

  /** Events of a branch itself, up to a place in it. */
  ownEvents(branch: string, from: number, limit: number): readonly SealedEvent[] {
    const where = "branch = ? and bseq >= ? order by bseq limit ?";
    return this.#sealed(where, this.#number(branch), from, limit);
  }

  /** Branches of a stream in the order in which they were opened. */
  branchesOf(subject: string): readonly string[] {
    const select = "select id from branches where subject = ? order by rowid";
    const found = this.#db.query(select).all(this.#number(subject)) as { id: number }[];
    return found.map(({ id }) => this.#names.text(id));
  }

  close(): void {
    this.#db.close();
  }

  /** All at once: a cursor that stays open would hold up whoever writes the file anew. */
  #sealed(where: string, ...values: readonly number[]): SealedEvent[] {
    using statement = this.#db.prepare(`select ${SEALED_COLUMNS} from events where ${where}`);
    return (statement.all(...values) as SealedRow[]).map((row) => this.#rows.sealed(row));
  }

  #number(text: string): number {
    return this.#names.find(text) ?? -1;
  }
}
