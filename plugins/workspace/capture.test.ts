import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import { readFileSync, renameSync } from "node:fs";
import { join } from "node:path";

import { KernelError } from "../../kernel/error.ts";
import { sha256 } from "../../kernel/json.ts";
import type { Capture } from "../../kernel/ports/workspace.ts";
import { type Desk, newDesk } from "./testing.ts";

let desk: Desk;
beforeEach(() => {
  desk = newDesk();
});
afterEach(() => desk[Symbol.dispose]());

const brief = (captures: readonly Capture[]) => captures.map(({ path, kind }) => [path, kind]);

describe("what a call touches", () => {
  test("is kept with its bytes, its mode and its size", () => {
    desk.write("notes/a.md", "one\r\ntwo", 0o640);
    const found = desk.capture(["notes/../notes/a.md"]);
    expect(found.at(-1)).toEqual({
      path: "notes/a.md",
      kind: "file",
      sha256: sha256("one\r\ntwo"),
      kept: true,
      mode: 0o640,
      size: 8,
    });
    expect(desk.content(found.at(-1)!.sha256)).toBe("one\r\ntwo");
    desk.reopen();
    expect(desk.content(found.at(-1)!.sha256)).toBe("one\r\ntwo");
  });

  test("names the folders on the way that a call would make, and after it those that it made", async () => {
    await desk.scan();
    expect(brief(desk.capture(["a/b/c.md"]))).toEqual([
      ["a", "absent"],
      ["a/b", "absent"],
      ["a/b/c.md", "absent"],
    ]);
    desk.write("a/b/c.md", "c");
    expect(brief(desk.capture(["a/b/c.md"]))).toEqual([
      ["a", "directory"],
      ["a/b", "directory"],
      ["a/b/c.md", "file"],
    ]);
    expect(brief(desk.capture(["a/b/c.md"]))).toEqual([["a/b/c.md", "file"]]);
    desk.remove("a");
    expect(brief(desk.capture(["a/b/c.md"]))).toEqual([
      ["a", "absent"],
      ["a/b", "absent"],
      ["a/b/c.md", "absent"],
    ]);
  });

  test("goes down into a folder, and knows what is gone from it afterwards", () => {
    desk.write("docs/a.md", "a");
    desk.write("docs/deep/b.md", "b");
    expect(brief(desk.capture(["docs"]))).toEqual([
      ["docs", "directory"],
      ["docs/a.md", "file"],
      ["docs/deep", "directory"],
      ["docs/deep/b.md", "file"],
    ]);
    renameSync(join(desk.dir, "docs"), join(desk.dir, "texts"));
    const after = desk.capture(["docs", "texts"]);
    expect(new Map(after.map(({ path, kind }) => [path, kind]))).toEqual(
      new Map<string, Capture["kind"]>([
        ["docs", "absent"],
        ["docs/a.md", "absent"],
        ["docs/deep", "absent"],
        ["docs/deep/b.md", "absent"],
        ["texts", "directory"],
        ["texts/a.md", "file"],
        ["texts/deep", "directory"],
        ["texts/deep/b.md", "file"],
      ]),
    );
    // A rename shares its content.
    expect(desk.sight.store.contents.hashes()).toHaveLength(2);
  });

  test("is refused outside the folder", () => {
    for (const path of ["../x", "/etc/passwd", `${desk.dir}-2/x`, "a\0b"])
      expect(() => desk.capture([path])).toThrow(KernelError);
  });

  test("is a link and what it leads to, as far as that is inside", () => {
    desk.write("real/a.md", "inside");
    desk.link("in.md", "real/a.md");
    desk.link("folder", "real");
    desk.link("out.md", "/etc/hostname");
    desk.link("etc", "/etc");
    desk.link("dangling.md", "gone.md");
    desk.link("round", "round");
    const found = (path: string) =>
      brief(desk.capture([path])).filter(([, kind]) => kind !== "directory");
    expect(found("in.md")).toEqual([
      ["in.md", "symlink"],
      ["real/a.md", "file"],
    ]);
    expect(found("folder/a.md")).toEqual([
      ["folder", "symlink"],
      ["real/a.md", "file"],
    ]);
    expect(found("out.md")).toEqual([["out.md", "symlink"]]);
    expect(found("etc/hostname")).toEqual([["etc", "symlink"]]);
    expect(found("dangling.md")).toEqual([
      ["dangling.md", "symlink"],
      ["gone.md", "absent"],
    ]);
    expect(found("round").slice(0, 1)).toEqual([["round", "symlink"]]);
    const [link] = desk.capture(["out.md"]);
    expect(desk.content(link!.sha256)).toBe("/etc/hostname");
  });

  test("that is too large is known by its hash, and larger still by its size", () => {
    desk.write("large.bin", new Uint8Array(10 * 1024 * 1024 + 1).fill(7));
    desk.write("fits.bin", new Uint8Array(10 * 1024 * 1024).fill(7));
    spawnSync("truncate", ["-s", "300M", join(desk.dir, "huge.bin")]);
    const [large, fits, huge] = desk.capture(["large.bin", "fits.bin", "huge.bin"]);
    expect(large).toMatchObject({
      kept: false,
      sha256: sha256(readFileSync(`${desk.dir}/large.bin`)),
    });
    expect(fits).toMatchObject({ kept: true });
    expect(huge).toMatchObject({
      kind: "file",
      kept: false,
      sha256: null,
      size: 300 * 1024 * 1024,
    });
  });

  test("that is a secret is known by its hash: its bytes are nowhere in the store", () => {
    const secret = "hunter2-hunter2-hunter2";
    for (const path of [".env", "keys/id_ed25519", "server.pem", ".env.local"])
      desk.write(path, secret);
    desk.write(".env.example", "KEY=");
    const found = desk.capture([".env", "keys/id_ed25519", "server.pem", ".env.local"]);
    for (const one of found.filter(({ kind }) => kind === "file"))
      expect(one).toMatchObject({ kept: false, sha256: sha256(secret) });
    expect(desk.capture([".env.example"])[0]).toMatchObject({ kept: true });
    desk.sight.store.compact();
    const file = join(desk.dir, "../contents.db");
    expect(readFileSync(file).includes(secret)).toBe(false);
  });

  test("keeps a folder that holds what it does not look into from counting as kept", () => {
    desk.write("app/node_modules/x/index.js", "x");
    desk.write("app/main.js", "m");
    const found = desk.capture(["app"]);
    expect(found.find(({ path }) => path === "app/node_modules")).toMatchObject({ kept: false });
    expect(brief(found)).not.toContainEqual(["app/node_modules/x/index.js", "file"]);
    expect(desk.capture(["app/node_modules/x/index.js"]).at(-1)).toMatchObject({ kept: true });
  });

  test("does not hold the kernel up when it is a pipe", () => {
    spawnSync("mkfifo", [join(desk.dir, "pipe")]);
    expect(desk.capture(["pipe"])[0]).toMatchObject({ kind: "other", kept: false });
  });

  test("may only be looked at: nothing is kept, and the index stays as it was", async () => {
    desk.write("a.md", "one");
    await desk.scan();
    desk.write("a.md", "two");
    const [seen] = desk.capture(["a.md"], { only: "look" });
    expect(seen).toMatchObject({ sha256: sha256("two") });
    expect(desk.sight.store.contents.has(sha256("two"))).toBe(false);
    expect(brief((await desk.scan()).changes)).toEqual([["a.md", "file"]]);
  });
});
