import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { chmodSync, renameSync, utimesSync } from "node:fs";
import { join } from "node:path";

import { sha256 } from "../../kernel/json.ts";
import type { Capture } from "../../kernel/ports/workspace.ts";
import { type Desk, newDesk } from "./testing.ts";

let desk: Desk;
beforeEach(() => {
  desk = newDesk();
});
afterEach(() => desk[Symbol.dispose]());

const brief = (captures: readonly Capture[]) => captures.map(({ path, kind }) => [path, kind]);

describe("a look at the whole folder", () => {
  test("finds what was made, changed and removed since the last one, and nothing twice", async () => {
    desk.write("a.md", "a");
    desk.write("b.md", "b");
    desk.write("old/c.md", "c");
    expect((await desk.scan()).changes).toEqual([]);
    desk.write("a.md", "changed");
    desk.write("new/d.md", "d");
    desk.remove("old");
    chmodSync(join(desk.dir, "b.md"), 0o600);
    const { changes } = await desk.scan();
    expect(new Set(brief(changes).map(String))).toEqual(
      new Set([
        "a.md,file",
        "b.md,file",
        "new,directory",
        "new/d.md,file",
        "old,absent",
        "old/c.md,absent",
      ]),
    );
    expect((await desk.scan()).changes).toEqual([]);
    desk.reopen();
    expect((await desk.scan()).changes).toEqual([]);
  });

  test("finds what is new in folders that had come to rest", async () => {
    for (const path of ["a/one.md", "a/deep/two.md", "b/three.md"]) desk.write(path, path);
    await Bun.sleep(60);
    await desk.scan();
    expect((await desk.scan()).changes).toEqual([]);
    desk.write("a/deep/new.md", "new");
    desk.remove("a/one.md");
    desk.write("b/three.md", "edited in place");
    renameSync(join(desk.dir, "b"), join(desk.dir, "a/c"));
    const { changes } = await desk.scan();
    expect(new Set(brief(changes).map(String))).toEqual(
      new Set([
        "a/deep/new.md,file",
        "a/one.md,absent",
        "a/c,directory",
        "a/c/three.md,file",
        "b,absent",
        "b/three.md,absent",
      ]),
    );
    await Bun.sleep(60);
    await desk.scan();
    await desk.scan();
    desk.remove("a/c");
    desk.write("a/c", "a file now");
    desk.write(".git/HEAD", "not seen");
    expect(brief((await desk.scan()).changes)).toEqual([
      ["a/c", "file"],
      ["a/c/three.md", "absent"],
    ]);
  });

  test("does not find again what a capture has seen", async () => {
    desk.write("a.md", "a");
    await desk.scan();
    desk.write("a.md", "b");
    desk.write("new.md", "n");
    desk.capture(["a.md", "new.md"]);
    desk.remove("new.md");
    desk.capture(["new.md"]);
    expect((await desk.scan()).changes).toEqual([]);
  });

  test("is not deceived by a time that was set back", async () => {
    desk.write("a.md", "one");
    utimesSync(join(desk.dir, "a.md"), 1, 1);
    await Bun.sleep(40);
    await desk.scan();
    desk.write("a.md", "two");
    utimesSync(join(desk.dir, "a.md"), 1, 1);
    const { changes } = await desk.scan();
    expect(changes).toMatchObject([{ path: "a.md", sha256: sha256("two") }]);
  });

  test("finds a change of equal size right after the look before", async () => {
    for (let round = 0; round < 50; round++) {
      desk.write("a.md", `round ${round % 10}`);
      await desk.scan();
      desk.write("a.md", `ROUND ${round % 10}`);
      expect((await desk.scan()).changes).toHaveLength(1);
    }
  });

  test("gives equal folders equal lists, and others others", async () => {
    desk.write("a.md", "a");
    desk.folder("empty");
    const first = await desk.scan();
    using other = newDesk();
    other.write("a.md", "a");
    other.folder("empty");
    expect((await other.scan()).manifest).toBe(first.manifest);
    desk.remove("empty");
    const second = await desk.scan();
    expect(second.manifest).not.toBe(first.manifest);
    desk.folder("empty");
    expect((await desk.scan()).manifest).toBe(first.manifest);
    chmodSync(join(desk.dir, "a.md"), 0o600);
    expect((await desk.scan()).manifest).not.toBe(first.manifest);
  });

  test("sees modes, links, empty folders and binary bytes", async () => {
    const bytes = crypto.getRandomValues(new Uint8Array(5000));
    desk.write("run.sh", "#!/bin/sh\n", 0o755);
    desk.write("data.bin", bytes);
    desk.folder("empty/deeper");
    desk.link("dangling", "nowhere");
    desk.link("outside", "/etc");
    const tree = await desk.tree((await desk.scan()).manifest);
    expect(brief([...tree.values()])).toEqual([
      ["dangling", "symlink"],
      ["data.bin", "file"],
      ["empty", "directory"],
      ["empty/deeper", "directory"],
      ["outside", "symlink"],
      ["run.sh", "file"],
    ]);
    expect(tree.get("run.sh")!.mode).toBe(0o755);
    const kept = desk.sight.store.contents.get(tree.get("data.bin")!.sha256!);
    expect(Buffer.from(kept!).equals(bytes)).toBe(true);
  });

  test("takes names byte for byte: newlines, quotes, and Unicode forms that look alike", async () => {
    const names = [
      "two\nlines.md",
      'a "quoted" \\ name',
      "\u00e9.md",
      "e\u0301.md",
      "\u{1f4d3}",
      "-rf",
      " ",
    ];
    for (const [at, name] of names.entries()) desk.write(name, `${at}`);
    const tree = await desk.tree((await desk.scan()).manifest);
    expect([...tree.keys()]).toEqual(names.toSorted());
    for (const [at, name] of names.entries())
      expect(desk.content(tree.get(name)!.sha256)).toBe(`${at}`);
    const [one] = desk.capture(["e\u0301.md"]);
    expect(desk.content(one!.sha256)).toBe("3");
  });

  test("walks into a repository within, and leaves its history alone", async () => {
    desk.write("vendor/lib/.git/HEAD", "ref: refs/heads/main");
    desk.write("vendor/lib/main.c", "int main;");
    desk.write("worktree/.git", "gitdir: elsewhere");
    desk.write("worktree/a.md", "a");
    const tree = await desk.tree((await desk.scan()).manifest);
    expect([...tree.keys()]).toEqual([
      "vendor",
      "vendor/lib",
      "vendor/lib/main.c",
      "worktree",
      "worktree/a.md",
    ]);
  });

  test("has an own list of what it does not see: .gitignore has no say in it", async () => {
    desk[Symbol.dispose]();
    desk = newDesk(["dist", "docs/build"]);
    desk.write(".gitignore", "*\n");
    for (const path of ["kept.log", "dist/a.js", "docs/build/x.html", "docs/a.md", "build/b.js"])
      desk.write(path, path);
    const tree = await desk.tree((await desk.scan()).manifest);
    const files = [...tree.values()].filter(({ kind }) => kind === "file").map(({ path }) => path);
    expect(files).toEqual([".gitignore", "build/b.js", "docs/a.md", "kept.log"]);
  });

  test("lets others work in between, whose captures it does not take for changes", async () => {
    for (let at = 0; at < 1500; at++) desk.write(`many/${at % 30}/${at}.md`, `${at}`);
    await desk.scan();
    for (let at = 0; at < 1500; at++) desk.write(`many/${at % 30}/${at}.md`, `${at} changed`);
    const look = desk.scan();
    let turns = 0;
    const made: string[] = [];
    const timer = setInterval(() => {
      const path = `others/${turns++}.md`;
      desk.write(path, path);
      made.push(path);
      desk.capture([path]);
    }, 1);
    const { changes, manifest } = await look;
    clearInterval(timer);
    expect(
      changes.filter(({ path }) => path.startsWith("others/")).map(({ kind }) => kind),
    ).not.toContain("absent");
    expect(changes.filter(({ path }) => path.startsWith("many/"))).toHaveLength(1500);
    expect(turns).toBeGreaterThan(0);
    const tree = await desk.tree(manifest);
    for (const path of made) expect(tree.has(path)).toBe(true);
    expect((await desk.scan()).changes).toEqual([]);
  });
});
