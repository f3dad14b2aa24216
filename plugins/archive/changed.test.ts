import { expect, test } from "bun:test";
import { existsSync, readFileSync, writeFileSync } from "node:fs";

import { archiveRoots, openWithArchive } from "../../bench/archive/archived-ledger.ts";
import { note, run } from "../../bench/support/ledger.ts";
import { temporaryFolder } from "../../bench/support/test-folder.ts";
import { archiveFolder, segmentPath } from "./archive-folder.ts";
import type { ArchivedLedger } from "./archived-ledger.ts";
import { eraseTree, erasing } from "./erase-tree.ts";
import { tenantDraft } from "./event-types.ts";
import { settle } from "./settle.ts";

const SECRET = "the heron nests at dusk";
const EVENTS = 300;

const open = async (dir: string) => (await openWithArchive({ dir })) as ArchivedLedger;
const pathIn = (dir: string) => segmentPath(archiveFolder(dir), "000001");

/** Two trees, the first of which is archived, and the second not. */
async function written(dir: string): Promise<void> {
  const ledger = await open(dir);
  for (const root of ["t0", "t1"]) {
    const own = { subject: `run/${root}`, root };
    const notes = Array.from({ length: EVENTS }, (_, n) => ({
      ...note(root, { n, text: `${SECRET} ${n}` }),
      ...own,
    }));
    await ledger.append(notes, [{ ...run(root), ...own }]);
  }
  await archiveRoots(ledger, "t0");
  expect(ledger.integrity()).toEqual([]);
  await ledger.close();
}

const said = (ledger: ArchivedLedger) =>
  Array.from(ledger.readBranch("t0"), ({ data }) => data).filter((data) => data !== null);

test("every byte of a segment counts: one that was changed anywhere is named", async () => {
  const dir = temporaryFolder();
  await written(dir);
  const whole = readFileSync(pathIn(dir));
  const places = Array.from({ length: 24 }, (_, n) => Math.floor((n * whole.length) / 24));
  for (const at of places) {
    const bytes = Buffer.from(whole);
    bytes[at]! ^= 0x5a;
    writeFileSync(pathIn(dir), bytes);
    const ledger = await open(dir);
    expect([at, ledger.integrity().join()]).toEqual([at, expect.stringContaining(pathIn(dir))]);
    // The other tree is as ever.
    expect([...ledger.readBranch("t1")]).toHaveLength(EVENTS);
    expect([...ledger.query({ subject: "run/t1" })]).toHaveLength(EVENTS);
    await ledger.close();
  }
});

test("the segment of before an erasure is not believed when it is put back", async () => {
  const dir = temporaryFolder();
  await written(dir);
  const before = readFileSync(pathIn(dir));
  const ledger = await open(dir);
  await eraseTree(ledger, "t0", [...ledger.readTree("t0")]);
  expect(said(ledger)).toEqual([]);
  expect(ledger.integrity()).toEqual([]);
  await ledger.close();
  writeFileSync(pathIn(dir), before);
  const again = await open(dir);
  expect(said(again)).toHaveLength(EVENTS);
  expect(again.integrity().join()).toContain("is not the one on record");
  await again.close();
});

test("a kill between the record of an erasure and its file leaves the old file, and it is done again", async () => {
  const dir = temporaryFolder();
  await written(dir);
  const ledger = await open(dir);
  const events = [...ledger.readTree("t0")];
  const { segments } = erasing(ledger.archive!, "t0", new Set(events.map(({ id }) => id)));
  const notes = segments.map((one) =>
    tenantDraft(ledger, "archive.rewritten", { ...one, root: "t0" }),
  );
  await ledger.append(notes);
  // Nobody is told that it was changed while it is being changed.
  expect(ledger.integrity()).toEqual([]);
  await ledger.close();
  const again = await open(dir);
  expect(settle(again)).toEqual([]);
  expect(existsSync(`${pathIn(dir)}.new`)).toBe(false);
  expect(said(again)).toHaveLength(EVENTS);
  expect(again.integrity()).not.toEqual([]);
  await eraseTree(again, "t0", events);
  expect(said(again)).toEqual([]);
  expect(again.integrity()).toEqual([]);
  await again.close();
});

test("the chain goes on over events whose payloads cannot be read", async () => {
  const dir = temporaryFolder();
  await written(dir);
  const whole = await open(dir);
  const origin = `/${whole.tenant}/${whole.origin}`;
  const last = [...whole.sealed({ origin })].at(-1)!.oseq;
  const hashes = whole.hashes(origin, 0, last);
  expect(hashes).toHaveLength(last);
  await whole.close();
  const bytes = readFileSync(pathIn(dir));
  // The last columns of the only row group are the payloads and the contents.
  const end = bytes.length - 8 - bytes.readUInt32LE(bytes.length - 8);
  writeFileSync(pathIn(dir), bytes.fill(0, end - 400, end));
  const ledger = await open(dir);
  expect([...ledger.sealed({ origin })].length).toBeLessThan(last);
  expect(ledger.hashes(origin, 0, last)).toEqual(hashes);
  await ledger.close();
});

test("a content that two trees name is read from the copy that can be read", async () => {
  const dir = temporaryFolder();
  const ledger = await open(dir);
  const text = SECRET.repeat(50);
  const blob = ledger.putBlob(Buffer.from(text));
  for (const root of ["t0", "t1"]) {
    const own = { subject: `run/${root}`, root };
    await ledger.append([{ ...note(root, { blob }), ...own }], [{ ...run(root), ...own }]);
  }
  await archiveRoots(ledger, "t0");
  await archiveRoots(ledger, "t1");
  expect(ledger.inner.getBlob(blob)).toBeNull();
  await ledger.close();
  const bytes = readFileSync(pathIn(dir));
  const end = bytes.length - 8 - bytes.readUInt32LE(bytes.length - 8);
  writeFileSync(pathIn(dir), bytes.fill(0, 4, end));
  const again = await open(dir);
  expect(String(Buffer.from(again.getBlob(blob)!))).toBe(text);
  await again.close();
});
