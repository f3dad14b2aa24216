import { expect, test } from "bun:test";
import { chmodSync, linkSync, mkdirSync, readlinkSync, statSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { onEveryTransport, sha256 } from "./testing.ts";

onEveryTransport("writing", (files) => {
  test("a new file comes with its parents and leaves nothing else behind", async () => {
    const content = "héllo\n";
    const bytes = Buffer.from([0, 255, 254, 10]);
    const image = { path: "bytes.bin", content: bytes.toString("base64"), encoding: "base64" };
    expect(await files.good("files_write", image)).toMatchObject({
      size: 4,
      sha256: sha256(bytes),
    });
    expect(await files.good("files_write", { path: "a/b/c.txt", content })).toEqual({
      path: "a/b/c.txt",
      sha256: sha256(content),
      size: 7,
      created: true,
    });
    expect(files.text("a/b/c.txt")).toBe(content);
    expect(files.names("a/b")).toEqual(["c.txt"]);
  });

  test("a replaced file keeps its mode", async () => {
    files.put("run.sh", "old");
    chmodSync(join(files.root, "run.sh"), 0o750);
    const answer = await files.good("files_write", { path: "run.sh", content: "new" });
    expect(answer).toMatchObject({ created: false });
    expect(statSync(join(files.root, "run.sh")).mode & 0o7777).toBe(0o750);
    expect(files.text("run.sh")).toBe("new");
    expect(files.names()).toEqual(["run.sh"]);
  });

  test("ifMatch: only what was read is replaced, only what is absent is created", async () => {
    files.put("a.txt", "one");
    const write = (ifMatch: string, path = "a.txt") => ({ path, content: "two", ifMatch });
    expect(await files.refused("files_write", write(sha256("other")))).toMatch(
      new RegExp(`^ifMatch: "a\\.txt" has changed, its SHA-256 is now ${sha256("one")}; read`),
    );
    expect(await files.refused("files_write", write("absent"))).toMatch(/^ifMatch: .* exists/);
    expect(await files.refused("files_write", write("abc"))).toContain('ifMatch: give "absent"');
    expect(files.text("a.txt")).toBe("one");
    await files.good("files_write", write(sha256("one")));
    expect(files.text("a.txt")).toBe("two");
    const missing = await files.refused("files_write", write(sha256("one"), "b.txt"));
    expect(missing).toContain('does not exist; give "absent"');
    expect(await files.good("files_write", write("absent", "b.txt"))).toMatchObject({
      created: true,
    });
  });

  test("of two writers that both expect the same content, one wins", async () => {
    files.put("a.txt", "one");
    const answers = await Promise.all(
      ["left", "right"].map((content) =>
        files.call("files_write", { path: "a.txt", content, ifMatch: sha256("one") }),
      ),
    );
    expect(answers.map(({ isError }) => isError)).toEqual([false, true]);
    expect(files.text("a.txt")).toBe("left");
  });

  test("a directory, a pipe or a file under a file is refused and nothing is left", async () => {
    mkdirSync(join(files.root, "d"));
    files.put("f", "x");
    Bun.spawnSync(["mkfifo", join(files.root, "p")]);
    const write = (path: string) => files.refused("files_write", { path, content: "x" });
    expect(await write("d")).toContain("is a directory");
    expect(await write("p")).toContain("not a regular file");
    expect(await write("f/x")).toMatch(/^path: "f\/x"/);
    expect(await write(`deep/er/${"x".repeat(300)}`)).toContain("too long");
    expect(files.names()).toEqual(["d", "f", "p"]);
  });

  test("content that is too large or no text is refused", async () => {
    const large = { path: "a", content: "x".repeat(16 * 1024 * 1024 + 1) };
    expect(await files.refused("files_write", large)).toMatch(/^content: has 16777217 bytes/);
    expect(await files.refused("files_write", { path: "a", content: "\ud800" })).toMatch(
      /^content: holds half a surrogate/,
    );
    expect(await files.refused("files_write", { path: "a" })).toContain("content: give the whole");
    const twisted = { path: "a", content: "not base64!", encoding: "base64" };
    expect(await files.refused("files_write", twisted)).toMatch(/^content: is no base64/);
    const unknown = { path: "a", content: "x", encoding: "utf16" };
    expect(await files.refused("files_write", unknown)).toContain('encoding: give "base64"');
    expect(files.names()).toEqual([]);
  });

  test("the largest content passes", async () => {
    const content = "x".repeat(16 * 1024 * 1024);
    expect(await files.good("files_write", { path: "a", content })).toMatchObject({
      size: content.length,
    });
    expect(await files.good("files_stat", { path: "a" })).toMatchObject({
      sha256: sha256(content),
    });
  });

  test("an aborted call writes nothing", async () => {
    const abort = new AbortController();
    abort.abort(new Error("enough"));
    const call = files.call("files_write", { path: "a", content: "x" }, abort.signal);
    await expect(call).rejects.toThrow("enough");
    expect(files.names()).toEqual([]);
  });
});

onEveryTransport("editing", (files) => {
  const edit = (edits: object[], more: object = {}) => ({
    path: "a.txt",
    edits: edits as { oldText: string; newText: string }[],
    ...more,
  });

  test("all edits are made in one step, each against the original", async () => {
    files.put("a.txt", "one two three\n");
    const answer = await files.good(
      "files_edit",
      edit([
        { oldText: "three", newText: "one" },
        { oldText: "one", newText: "two" },
      ]),
    );
    expect(files.text("a.txt")).toBe("two two one\n");
    expect(answer).toEqual({
      path: "a.txt",
      sha256: sha256("two two one\n"),
      previousSha256: sha256("one two three\n"),
      edits: 2,
    });
  });

  test("one edit that does not fit leaves the file as it was", async () => {
    files.put("a.txt", "one two two\n");
    const good = { oldText: "one", newText: "1" };
    const cases: [object, RegExp][] = [
      [{ oldText: "four", newText: "" }, /edit 2 .* not there in the file; read the file again/],
      [{ oldText: "two", newText: "" }, /edit 2 .* more than once in the file; quote more/],
      [{ oldText: "", newText: "x" }, /edit 2 has an empty oldText/],
      [{ line: 1, oldText: "two", newText: "" }, /more than once from line 1/],
      [{ line: 2, oldText: "two", newText: "" }, /names line 2, but the file has 1 lines/],
      [{ oldText: "ne tw", newText: "" }, /overlaps another edit/],
    ];
    for (const [bad, reason] of cases) {
      const text = await files.refused("files_edit", edit([good, bad]));
      expect(text).toMatch(/^edits: /);
      expect(text).toMatch(reason);
      expect(files.text("a.txt")).toBe("one two two\n");
    }
  });

  test("a line says which of several is meant", async () => {
    files.put("a.txt", "x\nx\nx\n");
    await files.good("files_edit", edit([{ line: 2, oldText: "x", newText: "y" }]));
    expect(files.text("a.txt")).toBe("x\ny\nx\n");
    await files.good("files_edit", edit([{ line: 2, oldText: "y\nx", newText: "z" }]));
    expect(files.text("a.txt")).toBe("x\nz\n");
  });

  test("line breaks, byte order mark and mode stay as they are", async () => {
    files.put("a.txt", "\uFEFFone\r\ntwo\r\n");
    chmodSync(join(files.root, "a.txt"), 0o640);
    await files.good("files_edit", edit([{ oldText: "one\ntwo", newText: "1\n2\n3" }]));
    expect(files.text("a.txt")).toBe("\uFEFF1\r\n2\r\n3\r\n");
    expect(statSync(join(files.root, "a.txt")).mode & 0o7777).toBe(0o640);
  });

  test("ifMatch and newSha256 guard what is before and after", async () => {
    files.put("a.txt", "one");
    const edits = [{ oldText: "one", newText: "two" }];
    const stale = await files.refused("files_edit", edit(edits, { ifMatch: sha256("x") }));
    expect(stale).toMatch(/^ifMatch: "a\.txt" has changed/);
    const other = await files.refused("files_edit", edit(edits, { newSha256: sha256("x") }));
    expect(other).toMatch(/^newSha256: the edits would give .* nothing was written/);
    expect(files.text("a.txt")).toBe("one");
    const guards = { ifMatch: sha256("one"), newSha256: sha256("two") };
    await files.good("files_edit", edit(edits, guards));
    expect(files.text("a.txt")).toBe("two");
  });

  test("edits that change nothing, or of what is no text, are refused", async () => {
    files.put("a.txt", "one");
    const same = await files.refused("files_edit", edit([{ oldText: "one", newText: "one" }]));
    expect(same).toContain("change nothing");
    expect(await files.refused("files_edit", edit([]))).toContain("edits: is empty");
    files.put("a.txt", new Uint8Array([0, 1]));
    const binary = await files.refused("files_edit", edit([{ oldText: "a", newText: "b" }]));
    expect(binary).toContain("is binary");
    const missing = { path: "no", edits: [{ oldText: "a", newText: "b" }] };
    expect(await files.refused("files_edit", missing)).toContain("does not exist");
  });
});

onEveryTransport("moving", (files) => {
  test("a file moves into directories that are made for it", async () => {
    files.put("a.txt", "x");
    expect(await files.good("files_move", { from: "a.txt", to: "b/c/d.txt" })).toEqual({
      from: "a.txt",
      to: "b/c/d.txt",
    });
    expect(files.names()).toEqual(["b"]);
    expect(files.text("b/c/d.txt")).toBe("x");
  });

  test("nothing is ever overwritten", async () => {
    files.put("a.txt", "a");
    files.put("b.txt", "b");
    mkdirSync(join(files.root, "d"));
    mkdirSync(join(files.root, "e"));
    const cases = [
      ["a.txt", "b.txt"],
      ["a.txt", "d"],
      ["d", "b.txt"],
      ["d", "e"],
    ] as const;
    for (const [from, to] of cases)
      expect(await files.refused("files_move", { from, to })).toMatch(/^to: .* exists already/);
    expect(files.names()).toEqual(["a.txt", "b.txt", "d", "e"]);
    expect(files.text("b.txt")).toBe("b");
  });

  test("a directory moves with all it holds, but not into itself", async () => {
    files.put("d/x/1.txt", "1");
    await files.good("files_move", { from: "d", to: "e/f" });
    expect(files.text("e/f/x/1.txt")).toBe("1");
    expect(files.has("d")).toBe(false);
    expect(await files.refused("files_move", { from: "e", to: "e/f/g" })).toMatch(/^to: .*inside/);
  });

  test("a name may change only its case", async () => {
    files.put("note.md", "x");
    await files.good("files_move", { from: "note.md", to: "Note.md" });
    expect(files.names()).toEqual(["Note.md"]);
    files.put("dir/a", "x");
    await files.good("files_move", { from: "dir", to: "Dir" });
    expect(files.names()).toEqual(["Dir", "Note.md"]);
  });

  test("a move that was cut off between its two halves can be repeated", async () => {
    files.put("a.txt", "x");
    linkSync(join(files.root, "a.txt"), join(files.root, "b.txt"));
    await files.good("files_move", { from: "a.txt", to: "b.txt" });
    expect(files.names()).toEqual(["b.txt"]);
    expect(files.text("b.txt")).toBe("x");
  });

  test("a link moves as a link", async () => {
    files.put("a.txt", "x");
    symlinkSync("a.txt", join(files.root, "l"));
    await files.good("files_move", { from: "l", to: "m" });
    expect(readlinkSync(join(files.root, "m"))).toBe("a.txt");
    expect(files.names()).toEqual(["a.txt", "m"]);
    symlinkSync("a.txt", join(files.root, "l"));
    expect(await files.refused("files_move", { from: "l", to: "m" })).toContain("exists already");
  });

  test("a move that cannot be leaves no directories behind and names the argument", async () => {
    files.put("a.txt", "x");
    expect(await files.refused("files_move", { from: "no", to: "d/e" })).toMatch(/^from: /);
    expect(await files.refused("files_move", { from: "a.txt", to: "a.txt" })).toMatch(/^to: /);
    const stale = { from: "a.txt", to: "d/e", ifMatch: sha256("y") };
    expect(await files.refused("files_move", stale)).toMatch(/^ifMatch: /);
    const long = { from: "a.txt", to: `d/${"x".repeat(300)}` };
    expect(await files.refused("files_move", long)).toMatch(/^to: .* too long/);
    expect(files.names()).toEqual(["a.txt"]);
    await files.good("files_move", { ...stale, ifMatch: sha256("x") });
    expect(files.text("d/e")).toBe("x");
  });
});

onEveryTransport("deleting", (files) => {
  test("a file and an empty directory go, a full one stays", async () => {
    files.put("d/a.txt", "x");
    expect(await files.refused("files_delete", { path: "d" })).toMatch(/^path: .* not empty/);
    expect(await files.good("files_delete", { path: "d/a.txt" })).toEqual({
      path: "d/a.txt",
      kind: "file",
    });
    expect(await files.good("files_delete", { path: "d" })).toEqual({
      path: "d",
      kind: "directory",
    });
    expect(files.names()).toEqual([]);
  });

  test("what is missing or has changed is refused", async () => {
    files.put("a.txt", "x");
    expect(await files.refused("files_delete", { path: "no" })).toMatch(/^path: .*does not exist/);
    const stale = { path: "a.txt", ifMatch: sha256("y") };
    expect(await files.refused("files_delete", stale)).toMatch(/^ifMatch: /);
    expect(files.names()).toEqual(["a.txt"]);
    await files.good("files_delete", { ...stale, ifMatch: sha256("x") });
    expect(files.names()).toEqual([]);
  });
});
