import { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

import fc from "fast-check";

import { temporaryFolder } from "../../../bench/support/test-folder.ts";
import { KernelError } from "../../../kernel/error.ts";
import { sha256 } from "../../../kernel/json.ts";
import { Store } from "./store.ts";

const top = temporaryFolder();
let count = 0;
const fresh = () => join(top, `${++count}.db`);
const lines = (count: number, edit = "") =>
  Array.from({ length: count }, (_, at) => `line ${at} ${sha256(`${at}`).slice(0, 20)}`).join(
    "\n",
  ) + edit;

function keep(store: Store, content: string | Uint8Array, before: string | null = null): string {
  const batch = store.batch();
  const hash = batch.keep(Buffer.from(content), before);
  batch.commit(() => {});
  return hash;
}

test("any content comes back as it was, from a new opening too", () => {
  const path = fresh();
  const store = new Store(path);
  const hashes: [string, Uint8Array][] = [];
  let before: string | null = null;
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 9000 }), fc.boolean(), (bytes, isNext) => {
      const hash = keep(store, bytes, isNext ? before : null);
      before = hash;
      hashes.push([hash, bytes]);
      expect(Buffer.from(store.contents.get(hash)!).equals(bytes)).toBe(true);
    }),
    { numRuns: 300 },
  );
  store.close();
  const again = new Store(path);
  for (const [hash, bytes] of hashes)
    expect(Buffer.from(again.contents.get(hash)!).equals(bytes)).toBe(true);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  again.close();
});

test("a file that is edited many times takes little more room than once", () => {
  const store = new Store(fresh());
  let hash = keep(store, lines(5000));
  const first = store.size();
  const versions = [hash];
  for (let at = 0; at < 100; at++) {
    hash = keep(store, lines(5000, `\nedit ${at}`), hash);
    versions.push(hash);
  }
  expect(store.size()).toBeLessThan(first * 1.5);
  for (const [at, one] of versions.entries())
    expect(Buffer.from(store.contents.get(one)!).toString()).toBe(
      lines(5000, at === 0 ? "" : `\nedit ${at - 1}`),
    );
  const { depth } = store.db.query("select max(depth) as depth from contents").get() as {
    depth: number;
  };
  expect(depth).toBeLessThanOrEqual(16);
  store.close();
});

test("a content that looks like a trained dictionary does no harm to the next one", () => {
  const store = new Store(fresh());
  const before = Buffer.concat([Buffer.from([0x37, 0xa4, 0x30, 0xec]), Buffer.from(lines(200))]);
  const hash = keep(store, lines(201), keep(store, before));
  expect(Buffer.from(store.contents.get(hash)!).toString()).toBe(lines(201));
  store.close();
});

test("what is taken away is in no byte of the file; what was a difference to it stays", () => {
  const path = fresh();
  const store = new Store(path);
  const secret = "the-secret-words-0123456789";
  const old = keep(store, `${secret}`);
  const base = keep(store, lines(300, secret));
  const next = keep(store, lines(300), base);
  store.commit("disk", () => store.contents.remove([old, base]));
  store.compact();
  expect(store.contents.get(base)).toBeNull();
  expect(Buffer.from(store.contents.get(next)!).toString()).toBe(lines(300));
  for (const file of [path, `${path}-wal`])
    if (existsSync(file)) expect(readFileSync(file).includes(secret)).toBe(false);
  store.close();
});

test("a damaged content is said to be damaged, and never given out", () => {
  const path = fresh();
  const store = new Store(path);
  const hash = keep(store, "words that are too short to be compressed");
  const compressed = keep(store, lines(100));
  store.close();
  const db = new Database(path);
  db.run(
    "update contents set bytes = cast('Words that are too short to be compressed' as blob) where form = 0",
  );
  db.run("update contents set bytes = substr(bytes, 1, 100) where form = 1");
  db.close();
  const again = new Store(path);
  for (const one of [hash, compressed]) {
    expect(() => again.contents.get(one)).toThrow(KernelError);
    expect(() => again.contents.get(one)).toThrow("is damaged");
  }
  again.close();
});

test("of a batch that cannot be written nothing is", () => {
  const store = new Store(fresh());
  const batch = store.batch();
  const hash = batch.keep(Buffer.from("one"), null);
  expect(() =>
    batch.commit(() => {
      throw new Error("the disk is full");
    }),
  ).toThrow("file contents cannot be kept: the disk is full");
  expect(store.contents.has(hash)).toBe(false);
  expect(keep(store, "one")).toBe(hash);
  store.close();
});
