import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { readdirSync } from "node:fs";
import fc from "fast-check";

import { note, numbers, run, seal, writeRun } from "../../bench/support/ledger.ts";
import { promisesToReaders } from "../../bench/support/ledger-conformance/reading.ts";
import { promisesToWriters } from "../../bench/support/ledger-conformance/writing.ts";
import { temporaryFolder } from "../../bench/support/test-folder.ts";
import type { LedgerEvent } from "../../kernel/event.ts";
import { archiveFolder, segmentNames } from "./archive-folder.ts";
import type { ArchivedLedger } from "./archived-ledger.ts";
import {
  archiveRoots,
  everything,
  openWithArchive,
  plain,
} from "../../bench/archive/archived-ledger.ts";

describe("a ledger with an archive: writing", () => promisesToWriters(openWithArchive));
describe("a ledger with an archive: reading", () => promisesToReaders(openWithArchive));

const of = (root: string, id = root, parent?: { branch: string; at: number }) => ({
  ...run(id, parent),
  subject: `run/${root}`,
  root,
});
const noteOf = (root: string, data: object, branch = root) => ({
  ...note(branch, data as never),
  subject: `run/${root}`,
});

describe("archived run trees", () => {
  let dir: string;
  let ledger: ArchivedLedger;
  const open = async () => (await openWithArchive({ dir })) as ArchivedLedger;
  beforeEach(async () => {
    dir = temporaryFolder();
    ledger = await open();
  });
  afterEach(() => ledger.close());

  async function threeRuns(): Promise<void> {
    for (const root of ["a", "b", "c"]) await ledger.append([], [of(root)]);
    for (let n = 1; n <= 5; n++)
      for (const root of ["a", "b", "c"]) await ledger.append([noteOf(root, { n, root })]);
    await ledger.append(
      [noteOf("a", { n: "fork" }, "a2")],
      [of("a", "a2", { branch: "a", at: 3 })],
    );
    await ledger.append([noteOf("b", { n: "x".repeat(20_000) })]);
  }

  test("are read as if they were still in the ledger, before and after opening it again", async () => {
    await threeRuns();
    await ledger.append([seal("s")], [run("s")]);
    const { query: _, newest: __, lastRow: ___, sealed, exported, ...before } = everything(ledger);
    await archiveRoots(ledger, "a", "b");
    expect(ledger.inner.branches({ root: "a" })).toEqual([]);
    for (const again of [false, true]) {
      if (again) {
        await ledger.close();
        ledger = await open();
      }
      const now = everything(ledger);
      const tenant = (id: string) => id.startsWith("tenant/");
      const runsOnly = (rows: typeof now.branches) => rows.filter(({ id }) => !tenant(id));
      expect(runsOnly(now.branches)).toEqual(runsOnly(before.branches));
      for (const root of ["a", "b", "c"]) {
        expect(now.byId[root]).toEqual(before.byId[root]!);
        expect(now.trees[root]).toEqual(before.trees[root]!);
      }
      expect(now.byId["a2"]).toEqual(before.byId["a2"]!);
      expect(now.sealed.slice(0, sealed.length)).toEqual(sealed);
      expect(now.exported.slice(0, exported.length)).toEqual(exported);
      expect(now.query.map(({ row }) => row)).toEqual(now.query.map((_event, at) => at + 1));
      expect(now.newest.map(({ row }) => row)).toEqual(
        Array.from({ length: 7 }, (_event, at) => now.lastRow - at),
      );
      for (const event of before.trees["a"]!) expect(ledger.get(event.id)).toEqual(event);
    }
  });

  test("answer to cursors, subjects, types and limits like any others", async () => {
    await threeRuns();
    const queries = [
      { subject: "run/a" },
      { subject: "run/b", afterRow: 6, limit: 3 },
      { types: ["test.noted"], newestFirst: true, limit: 5 },
      { types: ["test.unheard"] },
      { afterRow: 4, limit: 9 },
    ];
    const ask = () => queries.map((query) => Array.from(ledger.query(query), ({ id }) => id));
    const ranges = [{ from: 2, to: 4 }, { from: 4 }, { types: ["test.sealed"] }];
    const stretch = () => ranges.map((range) => numbers(ledger.readBranch("a2", range)));
    const before = [ask(), stretch()];
    await archiveRoots(ledger, "a", "c");
    expect([ask(), stretch()]).toEqual(before);
    expect(numbers(ledger.readTree("a", ["test.noted"], 4))).toEqual([2, 3, 4, 5, "fork"]);
  });

  test("a fork of an archived run brings its tree back with the cursors it had", async () => {
    await threeRuns();
    const before = everything(ledger);
    await archiveRoots(ledger, "a", "b");
    const twin = of("a", "a3", { branch: "a2", at: 4 });
    await Promise.all([
      ledger.append([noteOf("a", { n: "mine" }, "a3")], [twin]),
      ledger.append([noteOf("a", { n: 6 })]),
    ]);
    expect(numbers(ledger.readBranch("a3"))).toEqual([1, 2, 3, "fork", "mine"]);
    expect(numbers(ledger.readBranch("a"))).toEqual([1, 2, 3, 4, 5, 6]);
    expect(ledger.inner.branches({ root: "a" })).toHaveLength(3);
    const rows = (events: readonly LedgerEvent[]) => events.map(({ id, row }) => `${row} ${id}`);
    expect(rows(everything(ledger).query).slice(0, before.query.length)).toEqual(
      rows(before.query),
    );
    await ledger.close();
    ledger = await open();
    expect(numbers(ledger.readBranch("a3"))).toEqual([1, 2, 3, "fork", "mine"]);
    expect(ledger.branches({ root: "a" }).map(({ id }) => id)).toEqual(["a", "a2", "a3"]);
    await archiveRoots(ledger, "a");
    expect(numbers(ledger.readBranch("a3"))).toEqual([1, 2, 3, "fork", "mine"]);
    expect(segmentNames(archiveFolder(dir))).toEqual(["000001", "000002"]);
  });

  test("a follower that is behind misses nothing that is archived under its feet", async () => {
    await threeRuns();
    await writeRun(ledger, 1200);
    const stop = new AbortController();
    const seen: number[] = [];
    for await (const { row } of ledger.follow({ afterRow: 0, signal: stop.signal })) {
      seen.push(row);
      if (row === 3) await archiveRoots(ledger, "a", "r");
      if (row === ledger.lastRow()) stop.abort();
    }
    expect(seen).toEqual(Array.from({ length: ledger.lastRow() }, (_, at) => at + 1));
  });

  test("what they name by its hash goes with them, unless the ledger still names it", async () => {
    const [own, shared] = ["own", "shared"].map((text) => ledger.putBlob(Buffer.from(text)));
    await ledger.append([noteOf("a", { own: own!, shared: shared! })], [of("a")]);
    await ledger.append([noteOf("b", { shared: shared! })], [of("b")]);
    await archiveRoots(ledger, "a");
    expect(ledger.inner.getBlob(own!)).toBeNull();
    expect(ledger.inner.getBlob(shared!)).not.toBeNull();
    for (const [hash, text] of [
      [own!, "own"],
      [shared!, "shared"],
    ] as const)
      expect(Buffer.from(ledger.getBlob(hash)!).toString()).toBe(text);
    await archiveRoots(ledger, "b");
    expect(ledger.inner.getBlob(shared!)).toBeNull();
    expect(Buffer.from(ledger.getBlob(shared!)!).toString()).toBe("shared");
  });

  test("an event that does not hold is not archived, and nothing with it", async () => {
    await threeRuns();
    const { Database } = await import("bun:sqlite");
    const db = new Database(`${dir}/ledger.db`);
    const [, third] = [...ledger.readBranch("b")];
    db.query("update events set data = ? where id = ?").run('{"n":"changed"}', third!.id);
    db.close();
    const failed = await archiveRoots(ledger, "a", "b").catch(String);
    expect(failed).toContain(third!.id);
    expect(readdirSync(archiveFolder(dir))).toEqual([]);
    expect(ledger.inner.branches({ root: "a" })).toHaveLength(2);
  });

  test("any events come back as they were", async () => {
    const words = fc.oneof(
      fc.string({ unit: "binary", maxLength: 12 }),
      fc.constantFrom("\ufeffx", "", "a\u0000b", "\ud800"),
    );
    const whole = words.filter((word) => word.isWellFormed());
    const event = fc.record({
      data: fc.dictionary(words, fc.jsonValue({ maxDepth: 2 })),
      actor: whole,
      cause: fc.option(whole),
      onbehalfof: fc.option(whole),
      traceparent: fc.option(whole),
    });
    const roots: string[] = [];
    await fc.assert(
      fc.asyncProperty(fc.array(event, { minLength: 1, maxLength: 6 }), async (drafts) => {
        const root = `t${roots.length}`;
        roots.push(root);
        const given = drafts.map(({ data, actor, cause, onbehalfof, traceparent }) => ({
          ...noteOf(root, data),
          actor,
          ...(cause === null ? {} : { cause }),
          ...(onbehalfof === null ? {} : { onbehalfof }),
          ...(traceparent === null ? {} : { traceparent }),
        }));
        await ledger.append(given, [of(root)]);
      }),
      { numRuns: 1000 },
    );
    const read = () => [
      roots.map((root) => [...ledger.readBranch(root)]),
      roots.map((root) => Array.from(ledger.sealed({ root }), plain)),
    ];
    const before = read();
    await archiveRoots(ledger, ...roots);
    expect(ledger.inner.branches({ subjectPrefix: "run/" })).toEqual([]);
    expect(read()).toEqual(before);
  });
});
