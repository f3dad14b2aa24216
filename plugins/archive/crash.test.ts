import { expect, test } from "bun:test";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";

import { note, run } from "../../bench/support/ledger.ts";
import { seeded } from "../../bench/support/statistics.ts";
import { temporaryFolder } from "../../bench/support/test-folder.ts";
import { verify } from "../../bench/support/verify.ts";
import { archiveFolder, segmentNames, segmentPath } from "./archive-folder.ts";
import type { ArchivedLedger } from "./archived-ledger.ts";
import { settle } from "./settle.ts";
import { archiveRoots, openWithArchive, plain } from "../../bench/archive/archived-ledger.ts";

const TREES = 150;

const open = async (dir: string) => (await openWithArchive({ dir })) as ArchivedLedger;

async function writeTrees(ledger: ArchivedLedger, count: number): Promise<void> {
  for (let tree = 0; tree < count; tree++) {
    const root = `t${tree}`;
    const blob = ledger.putBlob(Buffer.from(`named by ${root}`));
    const own = { subject: `run/${root}`, root };
    const notes = Array.from({ length: 20 }, (_, n) => ({
      ...note(root, { n, blob, text: "x".repeat(n * 700) }),
      ...own,
    }));
    await ledger.append(notes, [{ ...run(root), ...own }]);
  }
}

/** Of all events of runs, as sealed, and of what they name. */
function digestOf(ledger: ArchivedLedger) {
  const events = [...ledger.sealed()].filter(({ subject }) => subject.startsWith("run/"));
  const blobs = events.map(({ payload }) => JSON.parse(payload!).blob as string);
  const all = [events.map(plain), blobs.map((hash) => String(ledger.getBlob(hash)))];
  return `${events.length} events: ${Bun.hash(JSON.stringify(all))}`;
}

test("a kill at any moment of archiving loses nothing and doubles nothing", async () => {
  const dir = temporaryFolder();
  let ledger = await open(dir);
  await writeTrees(ledger, TREES);
  const written = digestOf(ledger);
  expect(written).toStartWith(`${TREES * 20} events`);
  await ledger.close();
  const random = seeded(7);
  let kills = 0;
  for (let round = 0; round < 16; round++) {
    const child = Bun.spawn(
      [process.execPath, join(import.meta.dir, "../../bench/archive/archiving-process.ts"), dir],
      {
        stdout: "pipe",
      },
    );
    await child.stdout.getReader().read();
    await Bun.sleep(random() * 60);
    child.kill("SIGKILL");
    await child.exited;
    if (child.signalCode === "SIGKILL") kills += 1;
    ledger = await open(dir);
    expect(digestOf(ledger)).toEqual(written);
    expect(settle(ledger)).toEqual([]);
    expect(digestOf(ledger)).toEqual(written);
    const files = existsSync(archiveFolder(dir)) ? readdirSync(archiveFolder(dir)) : [];
    expect(files.filter((name) => !name.endsWith(".parquet"))).toEqual([]);
    const live = new Set(ledger.inner.branches({ subjectPrefix: "run/" }).map(({ root }) => root));
    const cold = ledger.archive?.branches().map(({ root }) => root) ?? [];
    expect(cold.filter((root) => live.has(root))).toEqual([]);
    expect(live.size + cold.length).toBe(TREES);
    await ledger.close();
  }
  expect(kills).toBeGreaterThan(8);
}, 60_000);

test("a segment without a word of it in the ledger is given up while the ledger has its runs", async () => {
  const dir = temporaryFolder();
  const before = await open(dir);
  await writeTrees(before, 3);
  await before.close();
  const other = temporaryFolder();
  copyFileSync(join(dir, "ledger.db"), join(other, "ledger.db"));
  const ahead = await open(dir);
  await archiveRoots(ahead, "t0", "t1");
  await ahead.close();
  // As a kill between the file and the ledger's word leaves it.
  mkdirSync(archiveFolder(other));
  for (const name of segmentNames(archiveFolder(dir)))
    copyFileSync(segmentPath(archiveFolder(dir), name), segmentPath(archiveFolder(other), name));
  writeFileSync(join(archiveFolder(other), "000009.parquet.new"), "half");
  const ledger = await open(other);
  expect(settle(ledger)).toEqual([]);
  expect(readdirSync(archiveFolder(other))).toEqual([]);
  expect(ledger.branches({ subjectPrefix: "run/" })).toHaveLength(3);
  await ledger.close();
});

test("a segment that is on record and gone is said, and one that nobody knows is kept and read", async () => {
  const dir = temporaryFolder();
  const ledger = await open(dir);
  await writeTrees(ledger, 2);
  await archiveRoots(ledger, "t0");
  const [name] = segmentNames(archiveFolder(dir));
  const stranger = await open(temporaryFolder());
  mkdirSync(archiveFolder(stranger.dir));
  const path = segmentPath(archiveFolder(stranger.dir), name!);
  copyFileSync(segmentPath(archiveFolder(dir), name!), path);
  await stranger.close();
  const again = await open(stranger.dir);
  expect(settle(again).join()).toContain("not on record");
  expect([...again.readBranch("t0")]).toHaveLength(20);
  await again.close();
  rmSync(segmentPath(archiveFolder(dir), name!));
  await ledger.close();
  const without = await open(dir);
  expect(settle(without).join()).toContain("missing");
  expect(without.integrity().join()).toContain("missing");
  await without.close();
});

test("what a run says of segments is not believed", async () => {
  const ledger = await open(temporaryFolder());
  await ledger.append([], [run("t0")]);
  const data = { segment: "999999", sha256: "0", bytes: 1, events: 1, trees: ["t0"] };
  await ledger.append([{ ...note("t0", {}), type: "archive.sealed", data }]);
  expect(settle(ledger)).toEqual([]);
  expect(ledger.integrity()).toEqual([]);
  await ledger.close();
});

test("a damaged segment is said, and everything else still opens", async () => {
  const dir = temporaryFolder();
  const ledger = await open(dir);
  await writeTrees(ledger, 3);
  await archiveRoots(ledger, "t0");
  await archiveRoots(ledger, "t1");
  await ledger.close();
  writeFileSync(segmentPath(archiveFolder(dir), "000001"), "PAR1 no longer");
  const again = await open(dir);
  expect(settle(again).join()).toContain("000001.parquet is damaged");
  expect(again.integrity().join()).toContain("000001.parquet is damaged");
  expect([...again.readBranch("t1")]).toHaveLength(20);
  expect([...again.readBranch("t2")]).toHaveLength(20);
  await archiveRoots(again, "t2");
  expect(segmentNames(archiveFolder(dir))).toEqual(["000001", "000002", "000003"]);
  await again.close();
});

test("a run of which a part cannot be read is said and left out, and the others are as ever", async () => {
  const dir = temporaryFolder();
  const ledger = await open(dir);
  await writeTrees(ledger, 3);
  await archiveRoots(ledger, "t0");
  await archiveRoots(ledger, "t1");
  await ledger.close();
  const path = segmentPath(archiveFolder(dir), "000001");
  const bytes = readFileSync(path);
  // The pages, and not what the end of the file says of them.
  writeFileSync(path, bytes.fill(0, 4, Math.floor(bytes.length / 4)));
  const again = await open(dir);
  expect(again.branch("t0")).not.toBeNull();
  const seen = new Set(Array.from(again.query({}), ({ branch }) => branch));
  expect([...seen].filter((branch) => /^t\d/.test(branch)).toSorted()).toEqual(["t1", "t2"]);
  expect(again.branch("t0")).toBeNull();
  expect([...again.readBranch("t1")]).toHaveLength(20);
  expect([...again.readBranch("t2")]).toHaveLength(20);
  expect(again.integrity().join()).toContain("000001.parquet is damaged");
  expect(verify(again).ok).toBe(false);
  await again.close();
});

const canMount = process.platform === "linux" && process.getuid?.() === 0;

test.skipIf(!canMount)("a full disk leaves the ledger as it was and no segment", async () => {
  const dir = temporaryFolder();
  const ledger = await open(dir);
  await writeTrees(ledger, 20);
  const written = digestOf(ledger);
  mkdirSync(archiveFolder(dir));
  Bun.spawnSync(["mount", "-t", "tmpfs", "-o", "size=4k", "tmpfs", archiveFolder(dir)]);
  try {
    const roots = Array.from({ length: 20 }, (_, tree) => `t${tree}`);
    const failed = await archiveRoots(ledger, ...roots).catch((error: unknown) => error);
    expect(failed).toMatchObject({ code: "unavailable", message: expect.stringContaining("full") });
    expect(readdirSync(archiveFolder(dir))).toEqual([]);
    expect(digestOf(ledger)).toBe(written);
  } finally {
    Bun.spawnSync(["umount", archiveFolder(dir)]);
    await ledger.close();
  }
});
