import type { Database } from "bun:sqlite";

import { KernelError } from "../error.ts";

/** Stored in `pragma user_version`; an older program refuses a newer file. */
export const LEDGER_VERSION = 1;

// Repeated words (sources, subjects, types, branches, actors) are stored once, in `names`.
const TABLES = `
create table names(id integer primary key, text text not null unique);
create table writer(
  one integer primary key check (one = 1), tenant text not null, origin text not null, epoch integer not null
);
create table branches(
  id integer primary key, subject integer not null, root integer not null, parent integer,
  at integer not null, owner_origin text, owner_epoch integer
);
create index branches_root on branches(root);
create table events(
  row integer primary key, id text not null unique, origin integer not null, oseq integer not null,
  hlc integer not null, subject integer not null, type integer not null, version integer not null,
  branch integer not null, bseq integer not null, actor integer not null, onbehalfof integer,
  cause text, traceparent text, salt blob, data text, blob blob, erased integer not null default 0,
  datahash blob not null, prevhash blob not null, hash blob not null,
  unique(origin, oseq), unique(branch, bseq)
);
create index events_blob on events(blob) where blob is not null;
create table blobs(hash blob primary key, size integer not null, zstd blob not null) without rowid;
create table snapshots(
  branch integer not null, at integer not null, reducer text not null, zstd blob not null,
  primary key (branch, reducer, at)
) without rowid;
`;

/** Branch ?1 and all it left, each with its first event of its own and the last one that counts, of those up to ?2. */
export const LINE = `with recursive line(id, parent, first, last) as (
  select id, parent, at + 1, ?2 from branches where id = ?1 union all
  select b.id, b.parent, b.at + 1, min(line.last, line.first - 1) from line
  join branches b on b.id = line.parent)`;

export function prepareFile(db: Database): void {
  db.run("pragma journal_mode=wal; pragma synchronous=normal; pragma busy_timeout=5000");
  db.run("pragma secure_delete=on");
  const known = db.query("pragma user_version").get() as { user_version: number };
  const version = known.user_version;
  if (version > LEDGER_VERSION) {
    throw new KernelError(
      "ledger",
      `the ledger is of version ${version}, this program knows ${LEDGER_VERSION}`,
      { hint: "start the newer Glassbox that wrote it" },
    );
  }
  if (version === LEDGER_VERSION) return;
  db.transaction(() => {
    db.run(TABLES);
    db.run(`pragma user_version=${LEDGER_VERSION}`);
  }).immediate();
}
