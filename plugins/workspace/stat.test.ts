import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, renameSync, truncateSync, utimesSync } from "node:fs";
import { join } from "node:path";

import { openRoot } from "./root.ts";
import { lstatOf, statOf } from "./stat-of.ts";
import { AT_CWD, isStill, namesOf, statx } from "./statx.ts";
import { type Desk, newDesk } from "./testing.ts";

let desk: Desk;
beforeEach(() => {
  desk = newDesk();
});
afterEach(() => desk[Symbol.dispose]());

const at = (name: string) => join(desk.dir, name);
const isLinux = process.platform === "linux";

const MODULES = ["stat-of", "scan", "folders", "ignored", "store/store"].map((name) =>
  JSON.stringify(join(import.meta.dir, `${name}.ts`)),
);
const IMPORTS = ["statOf, lstatOf", "scan", "Folders", "ignoring", "Store"]
  .map((names, index) => `const { ${names} } = await import(${MODULES[index]});`)
  .join("\n");

/** What a program of its own prints. */
function told(program: string): unknown {
  const child = spawnSync(process.execPath, ["-e", program], { encoding: "utf8", cwd: "/" });
  if (child.status !== 0) throw new Error(child.stderr);
  return JSON.parse(child.stdout);
}

/** One of everything, by name. */
function plantAll(): readonly string[] {
  desk.write("file", "content");
  desk.write("run.sh", "#!/bin/sh\n", 0o4755);
  desk.write("empty", "", 0o000);
  desk.write("large", "");
  truncateSync(at("large"), 5 * 2 ** 30 + 7);
  desk.write("old", "times before 1970 are of content, not of change");
  utimesSync(at("old"), -5, -5);
  desk.folder("folder/within");
  chmodSync(at("folder/within"), 0o1777);
  desk.link("link", "file");
  desk.link("dangling", "nowhere");
  desk.link("round", "round");
  if (spawnSync("mkfifo", [at("pipe")]).status !== 0) throw new Error("no pipe could be made");
  const names = ["two\nlines", 'a "quoted" \\ name', "\u00e9", "e\u0301", "\u{1f4d3}", " ", "-rf"];
  for (const name of names) desk.write(name, name);
  const made = ["file", "run.sh", "empty", "large", "old", "folder", "folder/within", "link"];
  return [...made, "dangling", "round", "pipe", ...names];
}

describe("what is said of a path", () => {
  test("is the same by either call, whatever stands there", () => {
    for (const name of plantAll()) {
      const stat = lstatOf(at(name));
      expect(stat).not.toBeNull();
      expect(statOf(at(name))).toEqual(stat);
      const root = openRoot(desk.dir);
      expect(root.stat(name)).toEqual(stat);
      root.close();
      // Or both are one and the same, and this shows nothing.
      if (isLinux) expect(statx(AT_CWD, at(name))).toEqual(stat);
    }
    expect(statOf(at("large"))!.size).toBe(5 * 2 ** 30 + 7);
    expect(statOf("/dev/null")).toEqual(lstatOf("/dev/null"));
    expect(statOf("/proc/self")?.kind).toBe(isLinux ? "symlink" : undefined);
  });

  test("is nothing where nothing is", () => {
    desk.write("file", "content");
    const long = "x".repeat(300);
    const deep = `${"y".repeat(200)}/`.repeat(30);
    for (const name of ["missing", "file/below", "missing/below", long, `${deep}z`]) {
      expect([statOf(at(name)), lstatOf(at(name))]).toEqual([null, null]);
      const root = openRoot(desk.dir);
      expect(root.stat(name)).toBeNull();
      root.close();
    }
    // The kernel would take what comes before it for the whole path.
    expect(() => statOf(at("file\0.md"))).toThrow();
    expect(() => lstatOf(at("file\0.md"))).toThrow();
  });

  test("behind a folder that nobody may enter is that something may be there", () => {
    desk.write("shut/inside", "inside");
    chmodSync(at("shut"), 0o000);
    chmodSync(desk.dir, 0o755);
    chmodSync(join(desk.dir, ".."), 0o755);
    const both = told(`${IMPORTS}
      if (process.getuid() === 0) { process.setgid(65534); process.setuid(65534); }
      const paths = ["shut", "shut/inside", "none"].map((path) => ${JSON.stringify(desk.dir)} + "/" + path);
      console.log(JSON.stringify([paths.map(statOf), paths.map(lstatOf)]));`) as unknown[][];
    chmodSync(at("shut"), 0o755);
    expect(both[0]).toEqual(both[1]!);
    expect(both[0]).toMatchObject([{ kind: "directory" }, { kind: "other", ino: 0 }, null]);
  });

  test("tells a file that was changed, replaced or given other permissions from the one before", async () => {
    if (!isLinux) return;
    const root = openRoot(desk.dir);
    const { bytes, addresses } = namesOf(["other", "a \u{1f4d3}"]);
    const isAsBefore = () => root.isStill(addresses[1]!, before);
    const make = () => desk.write("a \u{1f4d3}", "one", 0o644);
    make();
    let before = root.stat("a \u{1f4d3}")!;
    const acts: readonly (() => void)[] = [
      () => desk.write("a \u{1f4d3}", "two"),
      () => chmodSync(at("a \u{1f4d3}"), 0o600),
      () => utimesSync(at("a \u{1f4d3}"), 1, 1),
      () => (desk.write("b", "one"), renameSync(at("b"), at("a \u{1f4d3}"))),
      () => (desk.remove("a \u{1f4d3}"), desk.link("a \u{1f4d3}", "one")),
      () => (desk.remove("a \u{1f4d3}"), mkdirSync(at("a \u{1f4d3}"))),
      () => desk.remove("a \u{1f4d3}"),
    ];
    for (const act of acts) {
      desk.remove("a \u{1f4d3}");
      make();
      before = root.stat("a \u{1f4d3}")!;
      expect(isAsBefore()).toBe(true);
      await Bun.sleep(12);
      act();
      expect(isAsBefore()).toBe(false);
    }
    expect(isStill(AT_CWD, addresses[0]!, before)).toBe(false);
    expect(bytes.length).toBeGreaterThan(0);
    root.close();
  });
});

test("a folder that one call has looked through, the other finds unchanged, and lists alike", async () => {
  plantAll();
  desk.remove("large");
  await Bun.sleep(60);
  await desk.scan();
  const { manifest } = await desk.scan();
  const other = told(`
    Object.defineProperty(process, "platform", { value: "freebsd" });
    ${IMPORTS}
    const store = new Store(${JSON.stringify(join(desk.dir, "../contents.db"))});
    const sight = { store, folders: new Folders(store), ignored: ignoring([]) };
    const before = store.db.query("select path, ctime, ino from entries order by path").all();
    const { manifest, changes } = await scan(sight, ${JSON.stringify(desk.dir)});
    const after = store.db.query("select path, ctime, ino from entries order by path").all();
    console.log(JSON.stringify({ manifest, changes, isSame: Bun.deepEquals(before, after) }));
  `);
  expect(other).toEqual({ manifest, changes: [], isSame: true });
});

test("a name that is taken away in the middle of a look, and put back, leads the look to no other folder", async () => {
  desk.write("a/one", "one");
  const root = openRoot(join(desk.dir, "a"));
  renameSync(at("a"), at("b"));
  desk.write("a/one", "other");
  const read = await Bun.file(`${root.at}/one`).text();
  expect(read).toBe(isLinux ? "one" : "other");
  expect(root.stat("one")?.ino).toBe(statOf(at(isLinux ? "b/one" : "a/one"))!.ino);
  root.close();
});
