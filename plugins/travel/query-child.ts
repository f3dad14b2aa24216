// Runs one query over a ledger, in a process that can be killed: a query can be stopped in no other way.
import { Database, type Statement } from "bun:sqlite";

import { HIDDEN, INNER, UNPACKED, VIEWS } from "./views.ts";

export interface QueryRequest {
  readonly file: string;
  /** One query, checked. */
  readonly sql: string;
  readonly limit: number;
}

export type Cell = string | number | null;

export type QueryReply =
  | { readonly columns: readonly string[]; readonly rows: readonly (readonly Cell[])[] }
  | { readonly error: string };

function answer({ file, sql, limit }: QueryRequest): QueryReply {
  const db = new Database(file, { readonly: true });
  db.run("pragma temp_store=file");
  db.run(UNPACKED);
  for (const [name, query] of Object.entries({ ...INNER, ...VIEWS }))
    db.run(`create temp view ${name} as ${query}`);
  for (const name of HIDDEN)
    db.run(`create temp view ${name} as select null as hidden where false`);
  const limited = `select * from (\n${sql}\n) limit ${limit + 1}`;
  // One moment of the ledger for all that follows.
  db.run("begin");
  if (readsUnpacked(db, limited)) unpack(db);
  db.run("pragma query_only=on");
  const statement: Statement = db.prepare(limited);
  const rows = statement.values() as unknown[][];
  return { columns: statement.columnNames, rows: rows.map((row) => row.map(cellOf)) };
}

/** Is the table of unpacked payloads among those that the query would open? */
function readsUnpacked(db: Database, sql: string): boolean {
  const { root } = db
    .query("select rootpage as root from sqlite_temp_master where name = 'unpacked'")
    .get() as { root: number };
  const program = db.prepare(`explain ${sql}`).all() as {
    opcode: string;
    p2: number;
    p3: number;
  }[];
  return program.some(({ opcode, p2, p3 }) => opcode === "OpenRead" && p2 === root && p3 === 1);
}

function unpack(db: Database): void {
  const put = db.prepare("insert into temp.unpacked(hash, data) values (?, ?)");
  const packed = db.prepare(
    "select hash, zstd from main.blobs where hash in (select blob from main.events where blob is not null)",
  );
  for (const row of packed.iterate() as Iterable<{ hash: Uint8Array; zstd: Uint8Array }>)
    put.run(row.hash, Buffer.from(Bun.zstdDecompressSync(row.zstd)).toString());
}

function cellOf(value: unknown): Cell {
  if (value instanceof Uint8Array) return value.toHex();
  return typeof value === "bigint" ? Number(value) : (value as Cell);
}

if (import.meta.main) {
  const request = (await Bun.stdin.json()) as QueryRequest;
  let reply: QueryReply;
  try {
    reply = answer(request);
  } catch (error) {
    reply = { error: (error as Error).message };
  }
  await Bun.write(Bun.stdout, JSON.stringify(reply));
  process.exit(0);
}
