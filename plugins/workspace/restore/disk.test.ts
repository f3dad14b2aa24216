import { expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";

import { announced } from "./announced.ts";
import { folderInMemory } from "../../../bench/support/restores/memory-folder.ts";
import { itemsBetween, openStand, treeOf } from "../../../bench/support/restores/stand.ts";

const top = folderInMemory();
const newFolder = () => mkdtempSync(join(top, "run-"));
const newStand = (reached?: (point: string) => void) =>
  openStand(mkdtempSync(join(top, "home-")), reached);

const isRoot = process.getuid?.() === 0;

test("a disk that fails at any change: all is taken back, and the error says so", async () => {
  let count = 0;
  let failing = Infinity;
  const points: string[] = [];
  await using stand = await newStand((point) => {
    count += 1;
    points.push(point);
    if (count === failing) throw Object.assign(new Error("EIO: the disk fails"), { code: "EIO" });
  });
  const dir = newFolder();
  mkdirSync(join(dir, "old"));
  for (let n = 0; n < 3; n++) writeFileSync(join(dir, `old/${n}.md`), `${n}`);
  writeFileSync(join(dir, "a.md"), "1");
  symlinkSync("a.md", join(dir, "link"));
  const was = stand.capture(dir);
  rmSync(join(dir, "old"), { recursive: true });
  rmSync(join(dir, "link"));
  mkdirSync(join(dir, "made"));
  writeFileSync(join(dir, "made/x.md"), "x");
  writeFileSync(join(dir, "a.md"), "2");
  chmodSync(join(dir, "a.md"), 0o755);
  const [is, found] = [stand.capture(dir), treeOf(dir)];
  const failures: string[] = [];
  for (let at = 1; ; at++) {
    [count, failing] = [0, at];
    points.length = 0;
    const outcome = await stand.bring(dir, is, was).catch((error: Error) => error);
    if (!(outcome instanceof Error)) break;
    failures.push(`${points[at - 1]!.split(" ")[0]}: ${outcome.message}`);
    const isDone = points[at - 1] === "restored";
    failing = Infinity;
    // Done, and not written down: the next one begins with that.
    if (isDone) break;
    expect(treeOf(dir)).toEqual(found);
    expect(announced(stand.parts.tenantDir)).toEqual([]);
  }
  expect(failures.length).toBeGreaterThan(12);
  for (const failure of failures.slice(0, -1)) {
    const isStaging = /^(announce|stage|restoring)/.test(failure);
    expect(failure).toContain(isStaging ? "EIO" : "was taken back");
  }
  expect(stand.restores.operations()).toEqual([]);
  await stand.bring(dir, is, was);
  expect(stand.restores.operations().length).toBe(1);
});

test("a folder that an unprivileged user may not write is told of, and nothing in it changes", async () => {
  const place = newFolder();
  const [home, dir, items] = [join(place, "home"), join(place, "dir"), join(place, "items.json")];
  const shut = { "unwritable/a.md": "1", "unreadable/a.md": "1", "ok/a.md": "1", "own/a.md": "1" };
  {
    await using stand = await openStand(home);
    for (const path of Object.keys(shut)) mkdirSync(join(dir, path, ".."), { recursive: true });
    for (const [path, content] of Object.entries(shut)) writeFileSync(join(dir, path), content);
    const was = stand.capture(dir);
    for (const path of Object.keys(shut)) writeFileSync(join(dir, path), "2");
    chmodSync(join(dir, "own"), 0o555);
    const is = stand.capture(dir);
    writeFileSync(items, JSON.stringify(itemsBetween(is, was)));
  }
  const own = (path: string) =>
    isRoot && expect(spawnSync("chown", ["-R", "65534:65534", path]).status).toBe(0);
  for (const path of [home, dir]) own(path);
  for (const path of [top, place]) chmodSync(path, 0o755);
  chmodSync(join(dir, "unwritable"), 0o555);
  chmodSync(join(dir, "unreadable"), 0o000);
  const script = join(import.meta.dir, "../../../bench/support/restores/unprivileged-child.ts");
  const child = spawnSync(process.execPath, [script, home, dir, items], {
    encoding: "utf8",
    cwd: "/",
  });
  chmodSync(join(dir, "unreadable"), 0o755);
  const { said } = JSON.parse(child.stdout) as {
    said: { restored: string[]; skipped: { path: string; reason: string }[] };
  };
  expect(said.skipped).toEqual([
    { path: "unreadable/a.md", reason: 'the folder "unreadable" may not be looked into' },
    { path: "unwritable/a.md", reason: 'the folder "unwritable" may not be written' },
  ]);
  expect(said.restored).toEqual(["ok/a.md", "own", "own/a.md"].toSorted());
  const content = (path: string) => readFileSync(join(dir, path), "utf8");
  expect(Object.keys(shut).map(content)).toEqual(["2", "2", "1", "1"]);
  expect(lstatSync(join(dir, "own")).mode & 0o777).toBe(0o755);
});

test.skipIf(!isRoot || process.platform !== "linux")(
  "a full disk: nothing is changed, nothing is left behind, and the error says so (skipped: only root can mount a small one)",
  async () => {
    await using stand = await newStand();
    const dir = newFolder();
    const mount = spawnSync("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", dir]);
    expect(mount.stderr.toString()).toBe("");
    try {
      const noise = () => crypto.getRandomValues(new Uint8Array(60_000));
      for (let n = 0; n < 12; n++) writeFileSync(join(dir, `${n}.bin`), noise());
      const was = stand.capture(dir);
      for (let n = 0; n < 12; n++) writeFileSync(join(dir, `${n}.bin`), noise());
      const [is, found] = [stand.capture(dir), treeOf(dir)];
      const refusal = await stand.bring(dir, is, was).catch((error: unknown) => error);
      expect(refusal).toMatchObject({
        code: "unavailable",
        message: "the disk is full: nothing was changed",
        hint: "free some space, then try again",
      });
      expect(treeOf(dir)).toEqual(found);
      expect(announced(stand.parts.tenantDir)).toEqual([]);
      expect(stand.restores.operations()).toEqual([]);
    } finally {
      spawnSync("umount", [dir]);
    }
  },
);
