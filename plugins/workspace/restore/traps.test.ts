import { expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";

import type { Capture } from "../../../kernel/ports/workspace.ts";
import { folderInMemory } from "../../../bench/support/restores/memory-folder.ts";
import { absent, itemsBetween, openStand, treeOf } from "../../../bench/support/restores/stand.ts";

const top = folderInMemory();
const newFolder = () => mkdtempSync(join(top, "run-"));
const newStand = (reached?: (point: string) => void) =>
  openStand(mkdtempSync(join(top, "home-")), reached);

test("a path that leads out of the folder is refused", async () => {
  await using stand = await newStand();
  const dir = newFolder();
  for (const path of ["../x", "/etc/passwd", "a/../../x", "a//b", "", ".", "a/.", "a\0b"]) {
    const item = { from: absent(path), to: { ...absent(path), kind: "directory" as const } };
    expect(() => stand.restores.plan(dir, [item])).toThrow("is not inside the folder");
  }
  const twice = { from: absent("a"), to: { ...absent("a"), kind: "directory" as const } };
  expect(() => stand.restores.plan(dir, [twice, twice])).toThrow("named twice");
});

test("a case-only rename goes back, and names differ by every byte", async () => {
  await using stand = await newStand();
  const dir = newFolder();
  for (const name of ["Readme.md", "\u00e9.md", "tab\there", "new\nline", " lead", "-rf", "*?"])
    writeFileSync(join(dir, name), name);
  const [was, wanted] = [stand.capture(dir), treeOf(dir)];
  renameSync(join(dir, "Readme.md"), join(dir, "README.md"));
  renameSync(join(dir, "\u00e9.md"), join(dir, "e\u0301.md"));
  for (const name of ["tab\there", "new\nline", " lead", "-rf", "*?"]) rmSync(join(dir, name));
  expect((await stand.bring(dir, stand.capture(dir), was)).skipped).toEqual([]);
  expect(treeOf(dir)).toEqual(wanted);
});

test("a repository in the folder is a folder like any other, and what git keeps in it stays", async () => {
  await using stand = await newStand();
  const dir = newFolder();
  writeFileSync(join(dir, "a.md"), "1");
  const was = stand.capture(dir);
  mkdirSync(join(dir, "nested"));
  expect(spawnSync("git", ["init", "-q", join(dir, "nested")]).status).toBe(0);
  writeFileSync(join(dir, "nested/code.ts"), "2");
  const is = new Map([...stand.capture(dir)].filter(([path]) => !path.includes(".git")));
  const head = treeOf(join(dir, "nested/.git"));
  const { skipped, restored } = await stand.bring(dir, is, was);
  expect(restored).toEqual(["nested/code.ts"]);
  expect(skipped).toEqual([{ path: "nested", reason: 'holds "nested/.git", which stays' }]);
  expect(treeOf(join(dir, "nested/.git"))).toEqual(head);
});

test("a pipe is not waited for, not removed, and cannot be made again", async () => {
  await using stand = await newStand();
  const dir = newFolder();
  writeFileSync(join(dir, "a.md"), "1");
  const was = stand.look(dir, "a.md");
  rmSync(join(dir, "a.md"));
  const made = { ...absent("a.md"), kind: "file", sha256: "0".repeat(64), kept: true } as const;
  expect(spawnSync("mkfifo", [join(dir, "a.md")]).status).toBe(0);
  const { skipped } = await stand.restore(dir, [{ from: made, to: was }], "force");
  expect(skipped).toEqual([{ path: "a.md", reason: "is a pipe, socket or device now, and stays" }]);
  const pipe = stand.look(dir, "a.md");
  rmSync(join(dir, "a.md"));
  const gone = await stand.restore(dir, [{ from: absent("a.md"), to: pipe }]);
  expect(gone.skipped).toEqual([
    { path: "a.md", reason: "a pipe, socket or device cannot be made again" },
  ]);
});

test("two at once take turns", async () => {
  await using stand = await newStand();
  const dir = newFolder();
  const states: ReadonlyMap<string, Capture>[] = [];
  for (const content of ["0", "1", "2"]) {
    for (let n = 0; n < 20; n++) writeFileSync(join(dir, `${n}.md`), `${content} of ${n}`);
    states.push(stand.capture(dir));
  }
  const [zero, one, two] = states as [(typeof states)[0], (typeof states)[0], (typeof states)[0]];
  const plan = stand.restores.plan(dir, itemsBetween(two!, one!));
  const other = stand.restores.plan(dir, itemsBetween(one!, zero!));
  const order = { kind: "undo", of: "run/r", actor: "person", onConflict: "skip" } as const;
  const both = await Promise.all([
    stand.restores.restore(plan, order),
    stand.restores.restore(other, order),
  ]);
  expect(both.map(({ restored }) => restored.length)).toEqual([20, 20]);
  expect(readFileSync(join(dir, "7.md"), "utf8")).toBe("0 of 7");
  expect(stand.restores.operations().map(({ operation }) => operation)).toEqual(
    both.map(({ operation }) => operation),
  );
});

test("a link, a mode and an empty folder are enough of a reason", async () => {
  await using stand = await newStand();
  const dir = newFolder();
  mkdirSync(join(dir, "empty"));
  writeFileSync(join(dir, "run.sh"), "#!/bin/sh\n", { mode: 0o755 });
  symlinkSync("run.sh", join(dir, "link"));
  const [was, wanted] = [stand.capture(dir), treeOf(dir)];
  rmSync(join(dir, "empty"), { recursive: true });
  chmodSync(join(dir, "run.sh"), 0o640);
  rmSync(join(dir, "link"));
  const planned = stand.restores.plan(dir, itemsBetween(stand.capture(dir), was));
  expect(planned.items.map(({ path, action }) => [path, action])).toEqual([
    ["empty", "mkdir"],
    ["link", "link"],
    ["run.sh", "chmod"],
  ]);
  const inode = lstatSync(join(dir, "run.sh")).ino;
  await stand.bring(dir, stand.capture(dir), was);
  expect(treeOf(dir)).toEqual(wanted);
  expect(lstatSync(join(dir, "run.sh")).ino).toBe(inode);
  expect(readlinkSync(join(dir, "link"))).toBe("run.sh");
  expect(existsSync(join(dir, "empty"))).toBe(true);
});
