// Runs one query over a ledger, in a process that can be killed: a query can be stopped in no other way.
import { Database, type Statement } from "bun:sqlite";

import { HIDDEN, INNER, UNPACKED, VIEWS, WITHHELD, WITHHOLD_FROM_MODELS } from "./views.ts";

export interface QueryRequest {
  readonly file: string;
  /** One query, checked. */
  readonly sql: string;
  readonly limit: number;
  /** Whoever asks may be a model. */
  readonly isForModel: boolean;
  /** Of the answer, in bytes. */
  readonly largest: number;
}

export type Cell = string | number | null;

export type QueryReply =
  | { readonly columns: readonly string[]; readonly rows: readonly (readonly Cell[])[] }
  | { readonly error: string; readonly hint?: string };

const TOO_LARGE = { error: "the answer is too large", hint: "ask for fewer columns or rows" };
/** Modules of SQLite whose tables say something of the file; the others read what they are given. */
const MODULES = "select name from pragma_module_list where name not in ('json_each', 'json_tree')";

function answer({ file, sql, limit, isForModel, largest }: QueryRequest): string {
  const db = new Database(file, { readonly: true });
  db.run("pragma temp_store=file");
  db.run(UNPACKED);
  db.run(WITHHELD);
  if (isForModel) db.run(WITHHOLD_FROM_MODELS);
  for (const [name, query] of Object.entries({ ...INNER, ...VIEWS }))
    db.run(`create temp view ${name} as ${query}`);
  const modules = db.query(MODULES).values() as [string][];
  for (const name of [...HIDDEN, ...modules.flat()])
    db.run(`create temp view ${name} as select null as hidden where false`);
  // Complete by itself, so that nothing of it can end the query it is put into.
  db.prepare(sql).finalize();
  const limited = `select * from (\n${sql}\n) limit ${limit + 1}`;
  // One moment of the ledger for all that follows.
  db.run("begin");
  if (readsUnpacked(db, limited)) unpack(db);
  db.run("pragma query_only=on");
  return textOf(db.prepare(limited), largest);
}

/** The reply as JSON; nothing of it is kept beyond what may be sent. */
function textOf(statement: Statement, largest: number): string {
  statement.safeIntegers(true);
  const columns = statement.columnNames;
  const names = Buffer.byteLength(JSON.stringify(columns));
  const rows: string[] = [];
  let size = names;
  for (const row of statement.iterate() as Iterable<Readonly<Record<string, unknown>>>) {
    const text = JSON.stringify(columns.map((column) => cellOf(row[column])));
    // Whoever gets the row gets the names with it.
    size += Buffer.byteLength(text) + names;
    if (size > largest) return JSON.stringify(TOO_LARGE);
    rows.push(text);
  }
  return `{"columns":${JSON.stringify(columns)},"rows":[${rows.join()}]}`;
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

/** Numbers that JSON's readers would round are told as text. */
function cellOf(value: unknown): Cell {
  if (value instanceof Uint8Array) return value.toHex();
  if (typeof value !== "bigint") return value as Cell;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : String(value);
}

/** What SQLite and this process say when a value or all of them do not fit into the memory they may have. */
function replyTo(error: Error): QueryReply {
  const isTooLarge = error instanceof RangeError || /out of memory|too big/i.test(error.message);
  return isTooLarge ? TOO_LARGE : { error: error.message };
}

if (import.meta.main) {
  const request = (await Bun.stdin.json()) as QueryRequest;
  let reply: string;
  try {
    reply = answer(request);
  } catch (error) {
    reply = JSON.stringify(replyTo(error as Error));
  }
  await Bun.write(Bun.stdout, reply);
  process.exit(0);
}
