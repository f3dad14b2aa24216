import { Database } from "bun:sqlite";
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { newHome, openHouse, pluginOf } from "../../../bench/support/kernel.ts";
import { call } from "../../../bench/support/plan.ts";
import { Tampering } from "../../../bench/support/tampering.ts";
import type { LedgerEvent } from "../../../kernel/event.ts";
import type { JsonObject } from "../../../kernel/json.ts";
import type { Verdict } from "./verdict.ts";

setDefaultTimeout(60_000);

const home = newHome();
const copiesFolder = newHome();
let events: readonly LedgerEvent[];
let copies = 0;

const words = (bytes: number) =>
  Buffer.from(crypto.getRandomValues(new Uint8Array(bytes))).toString("base64");

/** A run with an input, a result that is too large for an event, and a file that it changed. */
beforeAll(async () => {
  await using house = await openHouse({ home: home.path });
  writeFileSync(join(house.dir, "large.txt"), words(60_000));
  writeFileSync(join(house.dir, "old.txt"), words(6000));
  const content = words(2000);
  const steps = [
    call("read", "files__files_read", { path: "large.txt" }, { intent: "Read it" }),
    call("write", "files__files_write", { path: "old.txt", content }, { intent: "Write it" }),
  ];
  const plan = { goal: "work", steps } as unknown as JsonObject;
  const { run } = await house.run(plan, { access: "write", input: words(500), yes: true });
  events = house.events(run);
});
afterAll(() => {
  home[Symbol.dispose]();
  copiesFolder[Symbol.dispose]();
});

async function verdictAfter(tamper: (file: Tampering) => void, deep = true): Promise<Verdict> {
  const file = new Tampering(home.path, join(copiesFolder.path, `copy-${copies++}`));
  try {
    tamper(file);
    await using house = await openHouse({ home: file.top, isBare: true });
    return (await house.call("ledger.verify", { deep })) as unknown as Verdict;
  } finally {
    rmSync(file.top, { recursive: true });
  }
}

function contentsOf(file: Tampering, ...statements: readonly string[]): void {
  const db = new Database(join(file.tenantDir, "contents.db"));
  for (const statement of statements) db.run(statement);
  db.close();
}

const found = ({ faults }: Verdict) => faults.map(({ oseq, what }) => `${oseq}: ${what}`);
const first = (type: string, has: (data: JsonObject) => boolean = () => true) =>
  events.find((event) => event.type === type && has(event.data!))!;

test("what events name is all there, when nobody took anything", async () => {
  const verdict = await verdictAfter(() => {});
  expect(verdict).toMatchObject({ ok: true, faults: [] });
});

test("a result or an input that is gone or another one is found at the event that names it", async () => {
  const result = first("tool.finished", ({ whole }) => typeof whole === "string");
  const goal = first("goal.set");
  const [whole, input] = [result.data!["whole"], (goal.data!["input"] as JsonObject)["blob"]];
  const gone = (hash: unknown) => (file: Tampering) =>
    file.sql(`delete from blobs where hash = x'${String(hash)}'`);
  expect(found(await verdictAfter(gone(whole)))).toEqual([
    `${result.oseq}: the whole result is missing`,
  ]);
  expect(found(await verdictAfter(gone(input)))).toEqual([`${goal.oseq}: the input is missing`]);
  const other = Buffer.from(Bun.zstdCompressSync(Buffer.from("another"))).toString("hex");
  const changed = await verdictAfter((file) =>
    file.sql(`update blobs set zstd = x'${other}' where hash = x'${String(whole)}'`),
  );
  expect(found(changed)).toEqual([`${result.oseq}: the whole result was changed`]);
  // Reading everything takes its time, so it is not done unasked.
  expect((await verdictAfter(gone(whole), false)).ok).toBe(true);
});

test("a file content that is gone or another one is found at each event that names it", async () => {
  const naming = events.filter(({ type, data }) => {
    const captures = (data?.["captures"] ?? []) as readonly JsonObject[];
    return type === "workspace.captured" && captures.some((one) => one["path"] === "old.txt");
  });
  const gone = await verdictAfter((file) =>
    contentsOf(file, "delete from contents where size = 8000"),
  );
  expect(found(gone)).toContain(`${naming[0]!.oseq}: the content of old.txt is missing`);
  const changed = await verdictAfter((file) =>
    contentsOf(file, "update contents set bytes = x'00' where size = 8000"),
  );
  expect(found(changed)[0]).toStartWith(`${naming[0]!.oseq}: the content of old.txt`);
});

test("what only the list of a folder names is looked for too", async () => {
  const captured = events.filter(({ type }) => type === "workspace.captured");
  const named = JSON.stringify(captured.map(({ data }) => data)).match(/[0-9a-f]{64}/g)!;
  const known = [...new Set(named)].map((hash) => `x'${hash}'`).join(",");
  const gone = await verdictAfter((file) =>
    contentsOf(file, `delete from contents where hash not in (${known})`),
  );
  const last = captured.findLast(({ data }) => data!["manifest"] !== null)!;
  expect(gone.faults.length).toBeGreaterThan(0);
  for (const { oseq, what } of gone.faults) {
    expect(oseq).toBe(last.oseq);
    expect(what).toMatch(/^something in the folder \([0-9a-f]{12}\) is missing$/);
  }
});

test("what another plugin works out again and finds otherwise is a fault at its event", async () => {
  const checking = pluginOf("checking", (host) => {
    const event = events[2]!.id;
    const check = () => ({ held: 1, unknown: 0, faults: [{ event, what: "is not so" }] });
    host.provide("check", "sums", check);
  });
  await using house = await openHouse({ home: home.path, isBare: true, plugins: [checking] });
  const { faults } = (await house.call("ledger.verify", { deep: true })) as unknown as Verdict;
  expect(found({ faults } as Verdict)).toEqual([`${events[2]!.oseq}: sums: is not so`]);
});

test("a file content that made room for others is no loss", async () => {
  const released = await verdictAfter((file) =>
    contentsOf(
      file,
      "insert or ignore into released(hash) select hash from contents",
      "delete from contents",
    ),
  );
  expect(released).toMatchObject({ ok: true, faults: [] });
});
