import { describe, expect, test } from "bun:test";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { DuckDBInstance } from "@duckdb/node-api";

import { verify } from "../../bench/support/verify.ts";
import { type House, openHouse, pluginOf } from "../../bench/support/kernel.ts";
import type { Host } from "../../kernel/host.ts";
import type { Eraser } from "../contracts/eraser.ts";
import { archiveFolder, segmentPath } from "./archive-folder.ts";
import type { ArchivedLedger } from "./archived-ledger.ts";

const READ = {
  goal: "read a note",
  steps: [
    {
      id: "text",
      intent: "Read it",
      do: { tool: { server: "files", name: "files_read", args: { path: "note.md" } } },
    },
  ],
  answer: "${text.text}",
};

const ASK = {
  goal: "ask",
  steps: [
    {
      id: "q",
      intent: "Ask",
      do: { ask: { question: "Which colour?", schema: { type: "string" } } },
    },
  ],
  answer: "${q}",
};

async function houseWithRuns(count: number): Promise<[House, string[]]> {
  const house = await openHouse();
  writeFileSync(join(house.dir, "note.md"), "hello\n");
  const runs: string[] = [];
  for (let n = 0; n < count; n++) runs.push((await house.run(READ)).run);
  return [house, runs];
}

const ledgerOf = (house: House) => house.kernel.ledger as ArchivedLedger;

describe("runs archive", () => {
  test("what is over is moved and still shown, listed and logged; what is open stays", async () => {
    const [house, runs] = await houseWithRuns(3);
    await using _ = house;
    const open = await house.start(ASK);
    await house.settled(open);
    const show = () => Promise.all(runs.map((run) => house.call("run.show", { run })));
    const before = [await show(), await house.call("runs.list", {})];
    const dry = await house.call("runs.archive", { olderThanSeconds: 0, dryRun: true });
    expect(dry).toMatchObject({ segments: [], trees: runs.map((run) => ({ run, runs: 1 })) });
    expect(ledgerOf(house).archive).toBeNull();
    const none = await house.call("runs.archive", { olderThanSeconds: 3600 });
    expect(none).toMatchObject({ trees: [], events: 0 });

    const done = await house.call("runs.archive", { olderThanSeconds: 0 });
    expect(done).toMatchObject({ segments: [{ segment: "000001", trees: 3 }], kept: null });
    for (const run of runs) expect(ledgerOf(house).inner.branch(run)).toBeNull();
    expect(ledgerOf(house).inner.branch(open)).not.toBeNull();
    expect([await show(), await house.call("runs.list", {})]).toEqual(before);
    expect(verify(house.kernel.ledger)).toMatchObject({ ok: true });
    const events: unknown[] = [];
    await house.call("log.read", { run: runs[0]! }, { emit: (part) => events.push(part) });
    expect(events).toHaveLength(house.events(runs[0]!).length);
  });

  test("another start of the kernel reads what the one before has archived", async () => {
    const first = await openHouse();
    writeFileSync(join(first.dir, "note.md"), "hello\n");
    const { run } = await first.run(READ);
    const shown = await first.call("run.show", { run: `${run}@5` });
    await first.call("runs.archive", { olderThanSeconds: 0 });
    await first.close();
    await using second = await openHouse({ home: first.home });
    expect(ledgerOf(second).inner.branch(run)).toBeNull();
    expect(await second.call("run.show", { run: `${run}@5` })).toEqual(shown);
    expect(second.kernel.plugins.find(({ name }) => name === "archive")?.failure).toBe("");
  });

  test("an erased run is gone from the archive, and the others in its segment hold", async () => {
    const secret = "the heron nests at dusk";
    let host: Host | undefined;
    await using house = await openHouse({ plugins: [pluginOf("spy", (own) => void (host = own))] });
    const note = (text: string) => writeFileSync(join(house.dir, "note.md"), text);
    note(`${secret}\n`.repeat(4000));
    const { run } = await house.run(READ);
    note("other words\n");
    const { run: other } = await house.run(READ);
    await house.call("runs.archive", { olderThanSeconds: 0 });
    const ledger = ledgerOf(house);
    const events = [...ledger.readTree(run)];
    const named = events.flatMap(({ data }) => JSON.stringify(data).match(/[0-9a-f]{64}/g) ?? []);
    const blobs = named.filter((hash) => ledger.getBlob(hash) !== null);
    expect(blobs.length).toBeGreaterThan(0);
    const payloads = () => {
      const segment = ledger.archive!.segments.get("000001")!;
      return segment.index.groups.flatMap((_, at) => segment.events(at)).map((one) => one.payload);
    };
    expect(payloads().join()).toContain(secret);

    for (const eraser of host!.provided<Eraser>("eraser").values()) await eraser.erase(run, events);
    ledger.erase(...events.map(({ id }) => id));
    expect(payloads().join()).not.toContain(secret);
    for (const hash of blobs) expect(ledger.archive!.blob(hash)).toBeNull();
    expect(Array.from(ledger.readTree(run), ({ data }) => data)).toEqual(events.map(() => null));
    expect(verify(house.kernel.ledger)).toMatchObject({ ok: true });
    expect(await house.call("run.show", { run: other })).toMatchObject({ run: other });
    const [rewritten] = ledger.query({ types: ["archive.rewritten"] });
    expect(rewritten?.data).toMatchObject({ segment: "000001", root: run });
    const bytes = await Bun.file(segmentPath(archiveFolder(ledger.dir), "000001")).bytes();
    expect(rewritten?.data?.["sha256"]).toBe(
      new Bun.CryptoHasher("sha256").update(bytes).digest("hex"),
    );
  });

  test("DuckDB reads a segment without a word of ours", async () => {
    const [house, runs] = await houseWithRuns(2);
    await using _ = house;
    const events = runs.flatMap((run) => house.events(run));
    await house.call("runs.archive", { olderThanSeconds: 0 });
    const path = segmentPath(archiveFolder(ledgerOf(house).dir), "000001");
    const database = await DuckDBInstance.create();
    const connection = await database.connect();
    const rows = async (sql: string) => (await connection.runAndReadAll(sql)).getRowsJson();
    const file = `read_parquet('${path}')`;
    const found = await rows(
      `select id::varchar, type, branch, bseq, json_extract_string(data, '$.step') from ${file} order by oseq`,
    );
    const expected = events.toSorted((a, b) => a.oseq - b.oseq);
    expect(found).toEqual(
      expected.map(({ id, type, branch, bseq, data }) => [
        id,
        type,
        branch,
        bseq,
        (data?.["step"] as string | undefined) ?? null,
      ]),
    );
    const links = await rows(
      `select count(*) from (select coalesce(prevhash, lag(hash) over (partition by source order by oseq)) as link,
       lag(hash) over (partition by source order by oseq) as before, oseq - lag(oseq) over (partition by source order by oseq) as gap
       from ${file}) where gap = 1 and link != before`,
    );
    expect(links).toEqual([["0"]]);
    const guide = readFileSync(join(import.meta.dir, "../../docs/archive.md"), "utf8");
    const example = /```sql\n(.*?)```/s.exec(guide)![1]!;
    const files = "~/.glassbox/tenants/default/archive/*.parquet";
    expect(example).toContain(files);
    const month = new Date().toISOString().slice(0, 7);
    expect(await rows(example.replace(files, path))).toEqual([[month, "files_read", "2"]]);
    connection.closeSync();
    database.closeSync();
  });
});
