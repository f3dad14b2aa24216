import { expect, test } from "bun:test";
import { chmodSync, mkdirSync, symlinkSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { onEveryTransport, sha256 } from "./testing.ts";

onEveryTransport(
  "reading",
  (files) => {
    test("a whole read is exact: byte order mark, mixed line breaks and all", async () => {
      const text = "\uFEFFone\r\ntwo\n\nfour é 😀";
      files.put("a/b.txt", text);
      expect(await files.good("files_read", { path: "a/b.txt" })).toEqual({
        path: "a/b.txt",
        text,
        startLine: 1,
        endLine: 4,
        totalLines: 4,
        sha256: sha256(text),
      });
    });

    test("a range keeps the breaks inside, not the last one, and hashes the whole file", async () => {
      const text = "1\r\n2\r\n3\r\n4\r\n";
      files.put("a.txt", text);
      expect(await files.good("files_read", { path: "a.txt", startLine: 2, endLine: 3 })).toEqual({
        path: "a.txt",
        text: "2\r\n3",
        startLine: 2,
        endLine: 3,
        totalLines: 4,
        sha256: sha256(text),
      });
    });

    test("a range past the end goes up to the end", async () => {
      files.put("a.txt", "1\n2");
      const answer = await files.good("files_read", { path: "a.txt", startLine: 2, endLine: 99 });
      expect(answer).toMatchObject({ text: "2", startLine: 2, endLine: 2, totalLines: 2 });
    });

    test("a range that cannot be names the argument", async () => {
      files.put("a.txt", "1\n2\n");
      const past = await files.refused("files_read", { path: "a.txt", startLine: 3 });
      expect(past).toMatch(/^startLine: "a\.txt" has 2 lines; start at line 2/);
      const swapped = await files.refused("files_read", {
        path: "a.txt",
        startLine: 2,
        endLine: 1,
      });
      expect(swapped).toMatch(/^endLine: 1 is before startLine 2; swap/);
      expect(await files.refused("files_read", { path: "a.txt", startLine: 0 })).toMatch(
        /startLine: counts from 1/,
      );
    });

    test("an empty file has no lines", async () => {
      files.put("empty", "");
      expect(await files.good("files_read", { path: "empty" })).toMatchObject({
        text: "",
        startLine: 0,
        endLine: 0,
        totalLines: 0,
        sha256: sha256(""),
      });
      expect(await files.good("files_read", { path: "empty", startLine: 1 })).toMatchObject({
        startLine: 0,
        endLine: 0,
      });
    });

    test("what is not text is said to be so", async () => {
      files.put("binary", new Uint8Array([65, 0, 66]));
      files.put("latin1", new Uint8Array([0x63, 0x61, 0x66, 0xe9]));
      expect(await files.refused("files_read", { path: "binary" })).toContain("is binary");
      expect(await files.refused("files_read", { path: "latin1" })).toContain("not valid UTF-8");
      expect(await files.refused("files_read", { path: "." })).toContain("is a directory");
      expect(await files.refused("files_read", { path: "no" })).toContain("does not exist");
    });

    test("the size cap holds for whole reads; a range comes from a larger file", async () => {
      files.put("big", "0123456789\n".repeat(100));
      expect(await files.refused("files_read", { path: "big" })).toContain("larger than the 1000");
      const range = await files.good("files_read", { path: "big", startLine: 99, endLine: 99 });
      expect(range).toMatchObject({ text: "0123456789", totalLines: 100 });
      expect(await files.refused("files_read", { path: "big", endLine: 95 })).toMatch(/^endLine:/);
      files.put("huge", "0123456789\n".repeat(3000));
      expect(
        await files.refused("files_read", { path: "huge", startLine: 1, endLine: 1 }),
      ).toContain("larger than the 32000");
    });

    test("an argument that is missing or misspelt is named", async () => {
      expect(await files.refused("files_read", {})).toContain("path: give a path");
      expect(await files.refused("files_read", { path: "a", startline: 1 })).toContain(
        "unknown argument startline; the arguments are path, startLine, endLine",
      );
    });
  },
  { maxBytes: 1000 },
);

onEveryTransport("looking around", (files) => {
  test("a directory lists its entries with kind and size, by name in code unit order", async () => {
    files.put("d/b.txt", "12345");
    files.put("d/B.txt", "");
    files.put("d/é.txt", "é");
    files.put("d/.env", "x");
    mkdirSync(join(files.root, "d/a"));
    symlinkSync("b.txt", join(files.root, "d/z"));
    expect(await files.good("files_list", { path: "d/" })).toEqual({
      path: "d",
      entries: [
        { name: ".env", path: "d/.env", kind: "file", size: 1 },
        { name: "B.txt", path: "d/B.txt", kind: "file", size: 0 },
        { name: "a", path: "d/a", kind: "directory", size: 0 },
        { name: "b.txt", path: "d/b.txt", kind: "file", size: 5 },
        { name: "z", path: "d/z", kind: "symlink", size: 0 },
        { name: "é.txt", path: "d/é.txt", kind: "file", size: 2 },
      ],
      truncated: false,
    });
  });

  test("the root is listed without a path, other programs' directories only on request", async () => {
    for (const name of [".git", "node_modules", ".obsidian", ".trash", "notes"])
      files.put(`${name}/x.md`, "needle");
    expect(await files.good("files_list", {})).toMatchObject({ path: ".", entries: [{}] });
    expect((await files.good("files_list", { hidden: true })).entries).toHaveLength(5);
    const glob = await files.good("files_glob", { pattern: "**/*.md" });
    expect(glob.paths).toEqual(["notes/x.md"]);
    const all = await files.good("files_glob", { pattern: "**/*.md", hidden: true });
    expect(all.paths).toHaveLength(5);
    expect(await files.good("files_search", { query: "needle" })).toMatchObject({ files: 1 });
    expect(await files.good("files_search", { query: "needle", hidden: true })).toMatchObject({
      files: 5,
    });
  });

  test("listing what is no directory names the path", async () => {
    files.put("a.txt", "");
    expect(await files.refused("files_list", { path: "a.txt" })).toMatch(/^path: "a\.txt"/);
    expect(await files.refused("files_list", { path: "no" })).toContain("does not exist");
  });

  test("a glob answers in code unit order of the whole paths", async () => {
    for (const name of ["a.md", "a/x.md", "a-b.md", "a/b/c.md", "Z.md", "a.txt", ".h/y.md"])
      files.put(name, "");
    const { paths } = await files.good("files_glob", { pattern: "**/*.md" });
    expect(paths).toEqual([".h/y.md", "Z.md", "a-b.md", "a.md", "a/b/c.md", "a/x.md"]);
  });

  test("a glob takes braces, classes and literal paths, and says when there is more", async () => {
    for (const name of ["n/1.md", "n/2.md", "n/3.txt", "n/4.csv"]) files.put(name, "");
    const found = async (pattern: string) => (await files.good("files_glob", { pattern })).paths;
    expect(await found("n/*.{md,txt}")).toEqual(["n/1.md", "n/2.md", "n/3.txt"]);
    expect(await found("n/[12].*")).toEqual(["n/1.md", "n/2.md"]);
    expect(await found("n/4.csv")).toEqual(["n/4.csv"]);
    expect(await found("no/such/**")).toEqual([]);
    expect(await files.good("files_glob", { pattern: "n/*", limit: 2 })).toMatchObject({
      paths: ["n/1.md", "n/2.md"],
      truncated: true,
    });
    expect(await files.good("files_glob", { pattern: "n/*", limit: 4 })).toMatchObject({
      truncated: false,
    });
  });

  test("a glob takes names as they are: parentheses, spaces, escapes, a leading ./", async () => {
    for (const name of ["Old (2024)/a.md", "[Archive]/b.md", "C++/c.md"]) files.put(name, "");
    const found = async (pattern: string) => (await files.good("files_glob", { pattern })).paths;
    expect(await found("Old (2024)/*.md")).toEqual(["Old (2024)/a.md"]);
    expect(await found("\\[Archive\\]/*")).toEqual(["[Archive]/b.md"]);
    expect(await found("./C++/**")).toEqual(["C++/c.md"]);
    expect(await found("!**/a.md")).toEqual(["C++/c.md", "[Archive]/b.md"]);
  });

  test("a glob that would make an expression run for ever is answered", async () => {
    files.put("a".repeat(250), "");
    const pattern = `${"*a".repeat(20)}*b`;
    expect(await files.good("files_glob", { pattern })).toMatchObject({ paths: [] });
  });

  test("a glob out of the root is refused", async () => {
    expect(await files.refused("files_glob", { pattern: "../*" })).toMatch(/^pattern:/);
    expect(await files.refused("files_glob", { pattern: "/etc/*" })).toMatch(/^pattern:/);
  });

  test("stat answers hash, size and time; what is missing is an answer, not an error", async () => {
    files.put("a.txt", "hello");
    utimesSync(join(files.root, "a.txt"), 0, 1_700_000_000);
    expect(await files.good("files_stat", { path: "./a.txt" })).toEqual({
      path: "a.txt",
      exists: true,
      kind: "file",
      size: 5,
      sha256: sha256("hello"),
      modified: "2023-11-14T22:13:20.000Z",
    });
    const gone = { path: "no/where", exists: false };
    expect(await files.good("files_stat", { path: "no/where" })).toEqual(gone);
    expect(await files.good("files_stat", { path: "a.txt/x" })).toMatchObject({ exists: false });
    const directory = await files.good("files_stat", { path: "." });
    expect(directory).toMatchObject({ path: ".", exists: true, kind: "directory" });
    expect(directory).not.toHaveProperty("sha256");
  });

  test("a large file is hashed as a whole", async () => {
    const bytes = Buffer.alloc(3_000_001, "x");
    files.put("big", bytes);
    expect(await files.good("files_stat", { path: "big" })).toMatchObject({
      sha256: sha256(bytes),
      size: 3_000_001,
    });
  });

  test("a pipe is not waited for", async () => {
    Bun.spawnSync(["mkfifo", join(files.root, "pipe")]);
    expect(await files.refused("files_read", { path: "pipe" })).toContain("not a regular file");
    expect(await files.good("files_stat", { path: "pipe" })).toMatchObject({ kind: "other" });
    chmodSync(join(files.root, "pipe"), 0o600);
    expect(await files.good("files_search", { query: "x" })).toMatchObject({ files: 0 });
  });
});
