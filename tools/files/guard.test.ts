import { expect, test } from "bun:test";
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { createServer } from "./index.ts";
import { onEveryTransport } from "./testing.ts";

onEveryTransport("the root", (files) => {
  /** A secret beside the root, and links to it inside. */
  function plantLinks(): void {
    mkdirSync(join(files.outer, "secret"));
    writeFileSync(join(files.outer, "secret/key.txt"), "needle");
    symlinkSync("../secret", join(files.root, "out"));
    symlinkSync("../secret/key.txt", join(files.root, "key.txt"));
    symlinkSync("../secret/new.txt", join(files.root, "new.txt"));
    files.put("own.txt", "own");
  }

  const OUT = ["out/key.txt", "key.txt"];

  test("no tool looks through a link that leaves it", async () => {
    plantLinks();
    for (const path of [...OUT, "out"]) {
      expect(await files.refused("files_read", { path })).toContain("out of the root");
      expect(await files.refused("files_stat", { path })).toContain("out of the root");
      expect(await files.refused("files_list", { path })).toContain("out of the root");
      expect(await files.refused("files_search", { query: "needle", path })).toContain(
        "out of the root",
      );
    }
    expect(await files.refused("files_glob", { pattern: "out/*" })).toContain("out of the root");
    expect(await files.good("files_glob", { pattern: "**" })).toMatchObject({ paths: ["own.txt"] });
    expect(await files.good("files_search", { query: "needle" })).toMatchObject({ matches: [] });
  });

  test("no tool changes anything through a link that leaves it", async () => {
    plantLinks();
    for (const path of [...OUT, "out/new.txt", "out/deep/new.txt"]) {
      const edits = [{ oldText: "needle", newText: "x" }];
      expect(await files.refused("files_write", { path, content: "x" })).toMatch(/^path: /);
      expect(await files.refused("files_edit", { path, edits })).toMatch(/^path: /);
      expect(await files.refused("files_delete", { path })).toMatch(/^path: /);
      expect(await files.refused("files_move", { from: path, to: "in.txt" })).toMatch(/^from: /);
      expect(await files.refused("files_move", { from: "own.txt", to: path })).toMatch(/^to: /);
    }
    expect(readFileSync(join(files.outer, "secret/key.txt"), "utf8")).toBe("needle");
    expect(existsSync(join(files.outer, "secret/new.txt"))).toBe(false);
    expect(existsSync(join(files.outer, "secret/deep"))).toBe(false);
    expect(files.text("own.txt")).toBe("own");
  });

  test("a link that leads nowhere is not written through, but may be deleted", async () => {
    plantLinks();
    const refusal = await files.refused("files_write", { path: "new.txt", content: "x" });
    expect(refusal).toContain("leads nowhere");
    expect(existsSync(join(files.outer, "secret/new.txt"))).toBe(false);
    expect(await files.good("files_stat", { path: "new.txt" })).toMatchObject({
      exists: true,
      kind: "symlink",
    });
    await files.good("files_delete", { path: "new.txt" });
    expect(await files.good("files_stat", { path: "new.txt" })).toMatchObject({ exists: false });
  });

  test("a link inside is followed for reading and writing, and stays a link", async () => {
    files.put("real/a.txt", "one");
    symlinkSync("real/a.txt", join(files.root, "alias"));
    expect(await files.good("files_read", { path: "alias" })).toMatchObject({ text: "one" });
    await files.good("files_write", { path: "alias", content: "two" });
    expect(files.text("real/a.txt")).toBe("two");
    expect(lstatSync(join(files.root, "alias")).isSymbolicLink()).toBe(true);
    await files.good("files_delete", { path: "alias" });
    expect(files.names()).toEqual(["real"]);
    expect(files.text("real/a.txt")).toBe("two");
  });

  test("links in a circle are an answer, not a hang", async () => {
    symlinkSync("b", join(files.root, "a"));
    symlinkSync("a", join(files.root, "b"));
    expect(await files.refused("files_read", { path: "a" })).toContain("circle");
    expect(await files.refused("files_write", { path: "a", content: "x" })).toContain("circle");
    mkdirSync(join(files.root, "d"));
    symlinkSync(".", join(files.root, "d/self"));
    expect(await files.good("files_glob", { pattern: "**" })).toMatchObject({ paths: [] });
  });

  test("a path that climbs, or holds a NUL byte, is refused by every tool", async () => {
    for (const path of ["../x", "a/../../x", "a/..", "..", "a\0b", "", "/etc/passwd", "\ud800"]) {
      for (const name of ["files_read", "files_stat", "files_list", "files_delete"])
        expect(await files.refused(name, { path })).toMatch(/^path: /);
      expect(await files.refused("files_write", { path, content: "x" })).toMatch(/^path: /);
      expect(await files.refused("files_move", { from: path, to: "x" })).toMatch(/^from: /);
      expect(await files.refused("files_move", { from: "x", to: path })).toMatch(/^to: /);
    }
  });

  test("a directory whose name only begins like the root is outside", async () => {
    mkdirSync(`${files.root}-more`);
    writeFileSync(join(`${files.root}-more`, "a.txt"), "x");
    const path = join(`${files.root}-more`, "a.txt");
    expect(await files.refused("files_read", { path })).toContain("outside the root");
  });

  test("an absolute path inside is accepted and answered relative", async () => {
    files.put("a/b.txt", "x");
    const path = join(files.root, "a/b.txt");
    expect(await files.good("files_read", { path })).toMatchObject({ path: "a/b.txt" });
    expect(await files.good("files_list", { path: files.root })).toMatchObject({ path: "." });
  });

  test("the root itself is neither moved nor deleted nor written", async () => {
    expect(await files.refused("files_delete", { path: "." })).toContain("root itself");
    expect(await files.refused("files_move", { from: "./", to: "x" })).toContain("root itself");
    expect(await files.refused("files_move", { from: "x", to: "." })).toContain("root itself");
    expect(await files.refused("files_write", { path: ".", content: "" })).toContain("directory");
  });
});

test("a root that is no directory is said at once", () => {
  expect(() => createServer({ root: "/no/such/directory" })).toThrow(/^root: .* name one/);
});

test("the server alone says what is wrong with its options, exit 2", () => {
  const run = (...args: string[]) => {
    const script = join(import.meta.dir, "server.ts");
    const { exitCode, stderr } = Bun.spawnSync([process.execPath, script, ...args]);
    return { exitCode, stderr: stderr.toString() };
  };
  expect(run()).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining("--root is missing"),
  });
  expect(run("--root", "/no/such")).toMatchObject({ exitCode: 2 });
  expect(run("--root", "/", "--max-bytes", "x").stderr).toContain("--max-bytes takes");
  expect(run("--rot", "/").stderr).toContain("--rot");
});
