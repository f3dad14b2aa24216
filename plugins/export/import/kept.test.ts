import { Database } from "bun:sqlite";
import { expect, setDefaultTimeout, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { exportedLines, fileOf, importInto } from "../../../bench/support/exports.ts";
import { type House, openHouse } from "../../../bench/support/kernel.ts";
import { call } from "../../../bench/support/plan.ts";
import type { JsonObject } from "../../../kernel/json.ts";
import { namedIn } from "../named-contents.ts";

// Whole files are written anew by an erasure, on a machine that may be busy.
setDefaultTimeout(60_000);

const write = (id: string, path: string, after: readonly string[] = []) =>
  call(id, "files__files_write", { path, content: `${id} ${path}` }, { after });

/** A run that was given an input, and changes two files one after the other. */
async function work(house: House): Promise<string> {
  writeFileSync(join(house.dir, "old.txt"), "as it was");
  const steps = [write("one", "old.txt"), write("two", "new.txt", ["one"])];
  const more = { allow: ["files__*"], input: "given to the run" };
  const { run, outcome } = await house.run({ goal: "work", steps, answer: "done" }, more);
  expect(outcome).toBe("done");
  return run;
}

/** Goes on from the middle of a run, in a folder that is another one by now. */
async function forkOf(house: House, run: string): Promise<string> {
  const at = house.events(run).find(({ type }) => type === "tool.finished")!.bseq;
  for (const name of ["old.txt", "new.txt"]) writeFileSync(join(house.dir, name), "another");
  const fork = await house.call<{ run: string }>("run.fork", { run: `${run}@${at}`, yes: true });
  await house.settled(fork.run);
  return fork.run;
}

const fileFrom = async (house: House, run: string) =>
  fileOf(house, await exportedLines(house, run), false);

const namedBy = (house: House, branch: string) => {
  const own = house.events(branch).filter((event) => event.branch === branch);
  const named = own.map(({ type, data }) => namedIn(type, data));
  const [blobs, contents] = (["blobs", "contents"] as const).map(
    (kind) => new Set(named.flatMap((one) => one[kind])),
  );
  return { blobs: blobs!, contents: contents! };
};

const isKept = (house: House, hash: string) =>
  house.kernel.runs.services.files.content(hash) !== null ||
  house.kernel.ledger.getBlob(hash) !== null;

async function verified(house: House): Promise<void> {
  const verdict = await house.call<{ ok: boolean } & JsonObject>("ledger.verify", { deep: true });
  expect(verdict).toMatchObject({ ok: true, faults: [] });
}

test.each([
  ["in the ledger", false],
  ["in the archive", true],
])("what was erased here, %s, does not come back with a longer export", async (_, isArchived) => {
  await using from = await openHouse();
  await using here = await openHouse();
  const run = await work(from);
  await importInto(here, await fileFrom(from, run));
  const old = namedBy(from, run);
  if (isArchived) await here.call("runs.archive", { olderThanSeconds: 0 });
  await here.call("runs.erase", { run });

  const fork = await forkOf(from, run);
  const fresh = namedBy(from, fork);
  const gone = [...old.blobs, ...old.contents.difference(fresh.contents)];
  expect(old.blobs.size).toBe(1);
  expect(gone.length).toBeGreaterThan(3);
  expect((await importInto(here, await fileFrom(from, run)))["fresh"]).toBeGreaterThan(0);
  expect(here.events(run).every(({ data }) => data === null)).toBe(true);
  expect(gone.filter((hash) => isKept(here, hash))).toEqual([]);
  expect([...fresh.contents].filter((hash) => !isKept(here, hash))).toEqual([]);
  await verified(here);

  // What the fork has brought is named by it, so it can be erased too.
  await here.call("runs.erase", { run });
  expect([...fresh.contents].filter((hash) => isKept(here, hash))).toEqual([]);
  await verified(here);
});

test("a folder is listed whole in the other home, whatever was erased of the run there", async () => {
  await using from = await openHouse();
  await using here = await openHouse();
  const run = await work(from);
  await importInto(here, await fileFrom(from, run));
  await here.call("runs.erase", { run });
  const fork = await forkOf(from, run);
  await importInto(here, await fileFrom(from, run));
  const start = here.events(fork).find(({ data }) => data?.["at"] === "start")!;
  const { digest, entries } = from.kernel.runs.services.files.at(fork, start.bseq);
  expect(entries?.size).toBe(2);
  expect(here.kernel.runs.services.files.at(fork, start.bseq)).toMatchObject({ digest, entries });
});

test("a longer export of a run that is archived here brings it back, with what is new", async () => {
  await using from = await openHouse();
  await using here = await openHouse();
  const run = await work(from);
  await importInto(here, await fileFrom(from, run));
  await here.call("runs.archive", { olderThanSeconds: 0 });
  const fork = await forkOf(from, run);
  await importInto(here, await fileFrom(from, run));
  expect(here.state(fork)).toEqual(from.state(fork));
  expect(here.events(run)).toHaveLength(from.events(run).length);
  expect(here.kernel.ledger.branches({ root: run })).toHaveLength(2);
  await verified(here);
});

test("a file whose events cannot be taken in leaves no blob behind", async () => {
  await using from = await openHouse();
  const path = await fileFrom(from, await work(from));
  await using here = await openHouse();
  using db = new Database(join(here.home, "home", "tenants", "default", "ledger.db"));
  const count = () => (db.query("select count(*) as n from blobs").get() as { n: number }).n;
  db.run(`create trigger full before insert on branches begin select raise(abort, 'no'); end`);
  const before = count();
  const error = await importInto(here, path).catch((failure: unknown) => failure);
  expect(error).toMatchObject({ code: "ledger" });
  expect(count()).toBe(before);
  db.run("drop trigger full");
  expect((await importInto(here, path))["fresh"]).toBeGreaterThan(0);
  expect(count()).toBeGreaterThan(before);
});
