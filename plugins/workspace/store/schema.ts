import { Database } from "bun:sqlite";
import { chmodSync } from "node:fs";

import { KernelError } from "../../../kernel/error.ts";
import { LARGEST_KEPT } from "../limits.ts";

/** Stored in `pragma user_version`. */
const VERSION = 2;

// `contents` is the store, `released` what was in it and had to make room; `folders` and `entries` only say what stood where at the last look, and may be lost at any time.
const TABLES = `
create table contents(
  id integer primary key, hash blob not null unique, size integer not null, form integer not null,
  base integer, depth integer not null, bytes blob not null
);
create table released(hash blob primary key) without rowid;
create index contents_base on contents(base) where base is not null;
create table folders(
  id integer primary key, dir text not null unique, manifest text, complete integer not null, used integer not null
);
create table entries(
  folder integer not null, path text not null, kind text not null, mode integer not null, size integer not null,
  ctime text not null, ino text not null, sha256 text, kept integer not null,
  primary key (folder, path)
) without rowid;
`;
/** Since version 2: what is on record as the content of a secret file, and is kept under no other name. */
const SECRETS = "create table secrets(hash blob primary key) without rowid";
/** What version 1 knew of them; and everything is read once more, for more names are secret now. */
const KNOWN_SECRETS = `
insert or ignore into secrets
  select unhex(sha256) from entries
  where kind = 'file' and kept = 0 and sha256 is not null and size between 4 and ${LARGEST_KEPT};
update entries set ctime = '0';
`;

export function openDatabase(path: string): Database {
  const db = new Database(path, { create: true });
  // It holds what is in a person's files.
  chmodSync(path, 0o600);
  // Most contents take 1 to 4 KB: in pages of 4 KB a third of the room would stay empty.
  db.run("pragma page_size=16384");
  db.run("pragma journal_mode=wal");
  db.run("pragma busy_timeout=5000");
  db.run("pragma secure_delete=on");
  const { user_version: version } = db.query("pragma user_version").get() as {
    user_version: number;
  };
  if (version > VERSION) {
    db.close();
    throw new KernelError(
      "ledger",
      `the store of file contents is of version ${version}, this program knows ${VERSION}`,
      { hint: "start the newer Glassbox that wrote it" },
    );
  }
  if (version === VERSION) return db;
  db.transaction(() => {
    if (version < 1) db.run(TABLES);
    db.run(SECRETS);
    if (version === 1) db.run(KNOWN_SECRETS);
    db.run(`pragma user_version=${VERSION}`);
  }).immediate();
  return db;
}
