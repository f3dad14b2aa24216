import { Database } from "bun:sqlite";
import { describe, expect, test } from "bun:test";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { verify } from "../../bench/support/verify.ts";
import { note, openSqlite, run } from "../../bench/support/ledger.ts";
import { temporaryFolder } from "../../bench/support/test-folder.ts";

/** All bytes that the ledger has on the disk, its log included. */
function bytesOf(dir: string): Buffer {
  const files = ["ledger.db", "ledger.db-wal"].map((name) => join(dir, name));
  return Buffer.concat(files.filter((path) => existsSync(path)).map((path) => readFileSync(path)));
}

/** Stretches of what the tables hold of these events: payload or its compressed form, and salt. */
function tracesOf(dir: string, ids: readonly string[]): Buffer[] {
  using db = new Database(join(dir, "ledger.db"), { readonly: true });
  const row = db.prepare(
    `select cast(coalesce(data, zstd) as blob) as payload, salt, blob
     from events left join blobs on blobs.hash = events.blob where id = ?`,
  );
  return ids.flatMap((id) => {
    const { payload, salt, blob } = row.get(id) as Record<string, Uint8Array | null>;
    // From the middle: the tables at the head of a compressed text may be those of another one too.
    const middle = payload!.length >> 1;
    const stretches = [payload!.subarray(middle, middle + 32), payload!.subarray(-40, -8), salt!];
    return [...stretches, ...(blob ? [blob] : [])].map((bytes) => Buffer.from(bytes));
  });
}

const left = (dir: string, traces: readonly Buffer[]) => {
  const bytes = bytesOf(dir);
  return traces.filter((trace) => bytes.includes(trace)).length;
};

/** Text that does not compress to nothing, so that its stored form is its own. */
const words = (length: number) =>
  Buffer.from(crypto.getRandomValues(new Uint8Array(length))).toString("base64");

describe("an erased payload is gone from the bytes of the file", () => {
  test("small, large, and what snapshots said of it, at once and after closing", async () => {
    const dir = temporaryFolder();
    const ledger = await openSqlite({ dir });
    const data = [{ n: `MARKER ${words(60)}` }, { n: words(30_000) }, { n: words(7_000) }];
    const events = await ledger.append(
      data.map((one) => note("r", one)),
      [run("r")],
    );
    const snapshot = `SNAPSHOT ${words(40)}`;
    ledger.saveSnapshot("r", 3, "test", snapshot);
    const [gone, kept] = [events.slice(0, 2), events[2]!];
    const traces = tracesOf(
      dir,
      gone.map((event) => event.id),
    );
    traces.push(Buffer.from(snapshot.slice(9, 50)), Buffer.from("MARKER"));
    expect(left(dir, traces)).toBe(traces.length);

    ledger.erase(...gone.map((event) => event.id));
    expect(left(dir, traces)).toBe(0);
    expect(ledger.get(kept.id)).toEqual(kept);
    await ledger.append([note("r", { n: "after" })]);
    await ledger.close();
    expect(left(dir, traces)).toBe(0);

    const again = await openSqlite({ dir });
    expect(verify(again)).toMatchObject({ ok: true, erased: 2, events: 5 });
    expect(Array.from(again.query({}), (event) => event.row)).toEqual([1, 2, 3, 4, 5]);
    await again.close();
  });

  test("also among many others, where pages were split and joined", async () => {
    const dir = temporaryFolder();
    const ledger = await openSqlite({ dir });
    await ledger.append([], [run("r")]);
    const large = Array.from({ length: 1500 }, (_, n) =>
      note("r", { n: "x".repeat(8200) + words(80 + ((n * 37) % 3000)) }),
    );
    const ids = (await ledger.append(large)).map((event) => event.id);
    const gone = ids.filter((_, index) => index % 2 === 1);
    const traces = tracesOf(dir, gone);
    ledger.erase(...gone);
    expect(left(dir, traces)).toBe(0);
    expect(verify(ledger)).toMatchObject({ ok: true, events: 1501, erased: 750 });
    await ledger.close();
  });

  test("with a reader half way it says so, and the second call ends it", async () => {
    const dir = temporaryFolder();
    const ledger = await openSqlite({ dir });
    const [event] = await ledger.append([note("r", { n: words(60) }), note("r")], [run("r")]);
    const reader = ledger.query({})[Symbol.iterator]();
    reader.next();
    const traces = tracesOf(dir, [event!.id]);
    expect(() => ledger.erase(event!.id)).toThrow("its bytes are still in the file");
    expect(ledger.get(event!.id)?.data).toBeNull();
    reader.return!();
    ledger.erase(event!.id);
    expect(left(dir, traces)).toBe(0);
    await ledger.close();
  });

  test("with another process reading it says so too", async () => {
    const dir = temporaryFolder();
    const ledger = await openSqlite({ dir });
    const [event] = await ledger.append([note("r", { n: words(60) })], [run("r")]);
    const traces = tracesOf(dir, [event!.id]);
    const other = new Database(join(dir, "ledger.db"), { readonly: true });
    other.run("begin");
    other.query("select count(*) from events").get();
    expect(() => ledger.erase(event!.id)).toThrow("another process reads it");
    other.close();
    ledger.erase(event!.id);
    expect(left(dir, traces)).toBe(0);
    await ledger.close();
  });
});
