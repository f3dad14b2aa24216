import { Database } from "bun:sqlite";
import { beforeAll, describe, expect, test } from "bun:test";
import { copyFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";

import { note, openSqlite, run, writeRun } from "../../../bench/support/ledger.ts";
import { temporaryFolder } from "../../../bench/support/test-folder.ts";
import { verify } from "../../../bench/support/verify.ts";
import { canonicalize } from "../../../kernel/json.ts";
import { attributesOf } from "../../../kernel/ledger/envelope.ts";
import type { SealedEvent } from "../../../kernel/ledger/index.ts";
import { EventHashes } from "./event-hashes.ts";
import type { Verdict } from "./verdict.ts";

const LARGE = 12;
const original = temporaryFolder();
let head: string;
let copies = 0;

/** `origin.opened` is event 1, the run has events 2 to 12 (12 is large), its fork 13 and 14. */
beforeAll(async () => {
  const ledger = await openSqlite({ dir: original });
  await writeRun(ledger, 10);
  await ledger.append([note("r", { n: "large".repeat(3000) })]);
  await ledger.append([note("f"), note("f")], [run("f", { branch: "r", at: 3 })]);
  ({ head } = verify(ledger));
  await ledger.close();
});

async function after(...statements: readonly string[]): Promise<Verdict> {
  const dir = join(original, `copy-${copies++}`);
  mkdirSync(dir);
  copyFileSync(join(original, "ledger.db"), join(dir, "ledger.db"));
  const db = new Database(join(dir, "ledger.db"));
  for (const statement of statements) db.run(statement);
  db.close();
  const ledger = await openSqlite({ dir });
  const verdict = verify(ledger);
  await ledger.close();
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
      // Besides: the next event, and what opened the branches that have one less or one more now.
      expect(verdict.faults.every(({ oseq }) => [2, 7, 8, 13].includes(oseq))).toBe(true);
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
      "2: branch r has 10 of 11 events",
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
      "13: branch f has lost its row",
    ]);
    expect(at(await after(`update branches set at = 2 ${row}`))).toEqual([
      "13: branch f begins with event 4, its row says 3",
    ]);
  });
});

const attributes = <T>(values: T, ...names: readonly string[]) =>
  Object.fromEntries(names.map((name) => [name, values]));

test("an envelope's text is the canonical form of its attributes, whatever they are", () => {
  const text = fc.string({ unit: "grapheme", maxLength: 12 });
  const event = fc.record({
    id: fc.oneof(fc.uuid({ version: 7 }), text),
    ...attributes(text, "source", "subject", "type", "branch", "actor"),
    ...attributes(fc.nat(), "version", "oseq", "bseq"),
    hlc: fc.maxSafeNat(),
    ...attributes(fc.option(text), "onbehalfof", "cause", "traceparent"),
    ...attributes(fc.uint8Array({ minLength: 32, maxLength: 32 }), "datahash", "prevhash"),
  });
  const hashes = new EventHashes();
  fc.assert(
    fc.property(event, (one) => {
      const sealed = one as unknown as SealedEvent;
      const written = JSON.parse(JSON.stringify(attributesOf(sealed)));
      expect(hashes.envelopeText(sealed)).toBe(canonicalize(written));
    }),
    { numRuns: 1000 },
  );
});
