import { Database } from "bun:sqlite";
import { beforeAll, describe, expect, test } from "bun:test";
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";

import { note, openSqlite, run, writeRun } from "../../bench/support/ledger.ts";
import { temporaryFolder } from "../../bench/support/test-folder.ts";
import type { KernelError } from "../error.ts";
import type { LedgerEvent } from "../event.ts";
import type { Ledger, Verdict } from "./index.ts";

const LARGE = 12;
const original = temporaryFolder();
let head: string;
let events: readonly LedgerEvent[];
let copies = 0;

/** `origin.opened` is event 1, the run has events 2 to 12 (12 is large), its fork 13 and 14. */
beforeAll(async () => {
  const ledger = await openSqlite({ dir: original });
  await writeRun(ledger, 10);
  await ledger.append([note("r", { n: "large".repeat(3000) })]);
  await ledger.append([note("f"), note("f")], [run("f", { branch: "r", at: 3 })]);
  ({ head } = ledger.verify());
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

async function after(...statements: readonly string[]): Promise<Verdict> {
  const dir = copy();
  changeFile(join(dir, "ledger.db"), ...statements);
  const verdict = await opened(dir, (ledger) => ledger.verify());
  expect(verdict.ok).toBe(verdict.faults.length === 0);
  return verdict;
}

const at = (verdict: Verdict) => verdict.faults.map(({ oseq, what }) => `${oseq}: ${what}`);
const ENVELOPE = "the envelope was changed";
const PAYLOAD = "the payload was changed or is missing";
const LINK = "does not follow the event before it";

describe("verify finds, at the place where it happened,", () => {
  test("nothing, when nothing did", async () => {
    expect(await after()).toMatchObject({ ok: true, events: 14, head, faults: [] });
  });

  test("one changed byte of a payload, of a salt or of a large payload", async () => {
    const data = "update events set data = replace(data, '4', '5') where oseq = 5";
    expect(at(await after(data))).toEqual([`5: ${PAYLOAD}`]);
    const salt = "update events set salt = substr(salt, 2) || x'00' where oseq = 5";
    expect(at(await after(salt))).toEqual([`5: ${PAYLOAD}`]);
    const other = Buffer.from(Bun.zstdCompressSync(Buffer.from('{"n":"other"}'))).toString("hex");
    expect(at(await after(`update blobs set zstd = x'${other}'`))).toEqual([
      `${LARGE}: ${PAYLOAD}`,
    ]);
    expect(at(await after("update blobs set zstd = x'00'"))).toEqual([`${LARGE}: ${PAYLOAD}`]);
    expect(at(await after("delete from blobs"))).toEqual([`${LARGE}: ${PAYLOAD}`]);
  });

  test("a payload that was taken away without being erased, or only marked as erased", async () => {
    const away = "update events set data = null, blob = null where oseq = 5";
    expect(at(await after(away))).toEqual([`5: ${PAYLOAD}`]);
    expect(at(await after("update events set erased = 1 where oseq = 5"))).toEqual([
      `5: ${PAYLOAD}`,
    ]);
  });

  const changes = {
    id: "'another'",
    hlc: "hlc + 1",
    version: "2",
    cause: "'another'",
    traceparent: "''",
    subject: "actor",
    type: "subject",
    actor: "99999",
    onbehalfof: "subject",
    branch: "(select id from names where text = 'f')",
    bseq: "77",
    datahash: "hash",
    prevhash: "hash",
    hash: "datahash",
    origin: "99999",
  };
  for (const [column, value] of Object.entries(changes)) {
    test(`a changed ${column}`, async () => {
      const verdict = await after(`update events set ${column} = ${value} where oseq = 7`);
      expect(verdict.faults.some(({ oseq }) => oseq === 7)).toBe(true);
      expect(verdict.faults.every(({ oseq }) => [0, 7, 8].includes(oseq))).toBe(true);
    });
  }

  test("a clock that is no clock", async () => {
    const verdict = await after("update events set hlc = 9000000000000000000 where oseq = 5");
    expect(at(verdict)).toEqual([`5: ${ENVELOPE}`]);
  });

  test("an event that is missing in the middle, or at the start", async () => {
    expect(at(await after("delete from events where oseq = 6"))).toEqual([
      "7: events 6 to 6 are missing",
      `7: ${LINK}`,
      "0: branch r has 10 of 11 events",
    ]);
    const verdict = await after("delete from events where oseq in (1, 2)");
    expect(at(verdict).slice(0, 2)).toEqual(["3: events 1 to 2 are missing", `3: ${LINK}`]);
  });

  test("two events that changed places", async () => {
    const verdict = await after(
      "update events set oseq = -1 where oseq = 5",
      "update events set oseq = 5 where oseq = 6",
      "update events set oseq = 6 where oseq = -1",
    );
    expect(at(verdict)).toEqual(
      expect.arrayContaining([`5: ${ENVELOPE}`, `5: ${LINK}`, `6: ${ENVELOPE}`, `6: ${LINK}`]),
    );
    expect(verdict.faults.every(({ oseq }) => oseq >= 5 && oseq <= 7)).toBe(true);
  });

  test("two payloads that changed places with their salts", async () => {
    const verdict = await after(
      "create temp table old as select oseq, data, salt from events",
      `update events set (data, salt) = (select data, salt from old where oseq = 11 - events.oseq)
       where oseq in (5, 6)`,
    );
    expect(at(verdict)).toEqual([`5: ${PAYLOAD}`, `6: ${PAYLOAD}`]);
  });

  test("another name for a branch", async () => {
    const verdict = await after("update names set text = 'renamed' where text = 'f'");
    expect(at(verdict)).toEqual([`13: ${ENVELOPE}`, `14: ${ENVELOPE}`]);
  });

  test("a branch that lost its row or starts elsewhere", async () => {
    const row = "where id = (select id from names where text = 'f')";
    expect(at(await after(`delete from branches ${row}`))).toEqual([
      "0: branch f has 2 of unknown events",
    ]);
    expect(at(await after(`update branches set at = 2 ${row}`))).toEqual([
      "0: branch f has 2 of 3 events",
    ]);
  });

  test("not a tail that was cut off: only the head, kept elsewhere, shows it", async () => {
    const verdict = await after("delete from events where oseq > 13");
    expect(verdict.ok).toBe(true);
    expect(verdict.head).not.toBe(head);
  });
});

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
    const outcome = await opened(dir, (ledger) => ledger.verify().ok).catch(
      (error: Error) => error,
    );
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
      const isRead = (ledger: Ledger) => ledger.verify().ok && withoutRows(ledger.query({}));
      const outcome = await opened(dir, isRead).catch((error: Error) => error);
      if (outcome === false || outcome instanceof Error) found += 1;
      else expect(outcome).toEqual(events as LedgerEvent[]);
    }),
    { numRuns: 300 },
  );
  expect(found).toBeGreaterThan(10);
}, 60_000);
