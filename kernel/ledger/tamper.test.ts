import { Database } from "bun:sqlite";
import { beforeAll, expect, test } from "bun:test";
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";

import { verify } from "../../bench/support/verify.ts";
import { note, openSqlite, run, writeRun } from "../../bench/support/ledger.ts";
import { temporaryFolder } from "../../bench/support/test-folder.ts";
import type { KernelError } from "../error.ts";
import type { LedgerEvent } from "../event.ts";
import type { Ledger } from "./index.ts";

const original = temporaryFolder();
let events: readonly LedgerEvent[];
let copies = 0;

/** A run of which one event is large, and a fork of it. */
beforeAll(async () => {
  const ledger = await openSqlite({ dir: original });
  await writeRun(ledger, 10);
  await ledger.append([note("r", { n: "large".repeat(3000) })]);
  await ledger.append([note("f"), note("f")], [run("f", { branch: "r", at: 3 })]);
  events = withoutRows(ledger.query({}));
  await ledger.close();
});

function withoutRows(read: Iterable<LedgerEvent>): LedgerEvent[] {
  return Array.from(read, (event) => ({ ...event, row: 0 })).sort((a, b) => a.oseq - b.oseq);
}

function copy(): string {
  const dir = join(original, `copy-${copies++}`);
  mkdirSync(dir);
  copyFileSync(join(original, "ledger.db"), join(dir, "ledger.db"));
  return dir;
}

async function opened<T>(dir: string, look: (ledger: Ledger) => T): Promise<T> {
  const ledger = await openSqlite({ dir });
  try {
    return look(ledger);
  } finally {
    await ledger.close();
  }
}

function changeFile(path: string, ...statements: readonly string[]): void {
  const db = new Database(path);
  for (const statement of statements) db.run(statement);
  db.close();
}

test("a file that is none of ours, newer, or without its events is refused with the mend", async () => {
  const broken: Record<string, (path: string) => void> = {
    "file is not a database": (path) => writeFileSync(path, "no database".repeat(1000)),
    "ledger is of version 99": (path) => changeFile(path, "pragma user_version = 99"),
    "lost its events": (path) => changeFile(path, "delete from events"),
  };
  for (const [message, breakIt] of Object.entries(broken)) {
    const dir = copy();
    breakIt(join(dir, "ledger.db"));
    const failure = await openSqlite({ dir }).catch((error: Error) => error);
    expect(failure).toMatchObject({ code: "ledger", message: expect.stringContaining(message) });
    expect((failure as KernelError).hint).toBeString();
  }
});

test("a column whose name lost a capital hides its events, and is found", async () => {
  const bytes = readFileSync(join(original, "ledger.db"));
  for (const column of ["origin", "oseq", "hlc", "data", "hash"]) {
    const dir = copy();
    const changed = Buffer.from(bytes);
    const place = changed.indexOf(`${column} `, changed.indexOf("CREATE TABLE events("));
    changed[place]! ^= 0x20;
    writeFileSync(join(dir, "ledger.db"), changed);
    const outcome = await opened(dir, (ledger) => verify(ledger).ok).catch((error: Error) => error);
    expect(outcome === false || outcome instanceof Error).toBe(true);
  }
});

test("no flipped bit of the file changes what is read unless verify or opening says so", async () => {
  const bytes = readFileSync(join(original, "ledger.db"));
  const flip = fc.record({ place: fc.nat({ max: bytes.length - 1 }), bit: fc.nat({ max: 7 }) });
  let found = 0;
  await fc.assert(
    fc.asyncProperty(flip, async ({ place, bit }) => {
      const dir = copy();
      const changed = Buffer.from(bytes);
      changed[place]! ^= 1 << bit;
      writeFileSync(join(dir, "ledger.db"), changed);
      const isRead = (ledger: Ledger) => verify(ledger).ok && withoutRows(ledger.query({}));
      const outcome = await opened(dir, isRead).catch((error: Error) => error);
      if (outcome === false || outcome instanceof Error) found += 1;
      else expect(outcome).toEqual(events as LedgerEvent[]);
    }),
    { numRuns: 300 },
  );
  expect(found).toBeGreaterThan(10);
}, 60_000);
