import { expect, test } from "bun:test";
import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { onEveryTransport } from "./testing.ts";

onEveryTransport("searching", (files) => {
  test("without a regex the best line comes first, then path and line", async () => {
    files.put("b.md", "overdue tasks of Bluebird\nbluebird\n\nBlueBird, overdue");
    files.put("a.md", "nothing\nBLUEBIRD");
    const { matches, files: searched } = await files.good("files_search", {
      query: "Which tasks of Bluebird were overdue?",
    });
    expect(matches).toEqual([
      { path: "b.md", line: 1, text: "overdue tasks of Bluebird", score: 3 },
      { path: "b.md", line: 4, text: "BlueBird, overdue", score: 2 },
      { path: "a.md", line: 2, text: "BLUEBIRD", score: 1 },
      { path: "b.md", line: 2, text: "bluebird", score: 1 },
    ]);
    expect(searched).toBe(2);
  });

  test("a word counts once, as a whole word, without its accents", async () => {
    files.put("a.md", "café café\ncafeteria\nCAFÉ au lait\r\ncafe\u0301");
    const { matches } = await files.good("files_search", { query: "cafe" });
    expect(matches).toMatchObject([
      { line: 1, score: 1 },
      { line: 3, text: "CAFÉ au lait" },
      { line: 4 },
    ]);
  });

  test("capitals count when they are asked to", async () => {
    files.put("a.md", "Bluebird\nbluebird");
    const { matches } = await files.good("files_search", {
      query: "Bluebird",
      caseSensitive: true,
    });
    expect(matches).toMatchObject([{ line: 1 }]);
  });

  test("a query of nothing but stop words is taken as it is", async () => {
    files.put("a.md", "to be or not to be\nelse");
    const { matches } = await files.good("files_search", { query: "to be" });
    expect(matches).toMatchObject([{ line: 1, score: 2 }]);
  });

  test("a script without spaces is found inside a line", async () => {
    files.put("a.md", "今日の会議は三時\n明日");
    const { matches } = await files.good("files_search", { query: "会議" });
    expect(matches).toMatchObject([{ line: 1, score: 1 }]);
  });

  test("a regex finds lines in order of path and line", async () => {
    files.put("b/1.md", "- [ ] one\n- [x] two\n- [ ] three");
    files.put("a.md", "- [ ] four");
    const { matches } = await files.good("files_search", { pattern: "^- \\[ \\]", regex: true });
    expect(matches).toEqual([
      { path: "a.md", line: 1, text: "- [ ] four", score: 1 },
      { path: "b/1.md", line: 1, text: "- [ ] one", score: 1 },
      { path: "b/1.md", line: 3, text: "- [ ] three", score: 1 },
    ]);
    const found = async (caseSensitive: boolean) =>
      (await files.good("files_search", { pattern: "FOUR", regex: true, caseSensitive })).matches;
    expect(await found(false)).toHaveLength(1);
    expect(await found(true)).toHaveLength(0);
  });

  test("a pattern without a regex is found as it stands, in order of path and line", async () => {
    files.put("b.md", "a.b\nA.B\naxb");
    files.put("a.md", "see a.b and a.b");
    expect((await files.good("files_search", { pattern: "a.b" })).matches).toEqual([
      { path: "a.md", line: 1, text: "see a.b and a.b", score: 1 },
      { path: "b.md", line: 1, text: "a.b", score: 1 },
      { path: "b.md", line: 2, text: "A.B", score: 1 },
    ]);
    const exact = await files.good("files_search", { pattern: "A.B", caseSensitive: true });
    expect(exact.matches).toMatchObject([{ path: "b.md", line: 2 }]);
  });

  test("a pattern and a query at once, or neither, is refused with the mend", async () => {
    const both = await files.refused("files_search", { pattern: "a", query: "a" });
    expect(both).toContain("give either pattern");
    expect(await files.refused("files_search", {})).toContain("give either pattern");
    const mixed = await files.refused("files_search", { query: "a", regex: true });
    expect(mixed).toContain("give pattern instead of query");
  });

  test("a needless escape in a regex is no error", async () => {
    files.put("a.md", "2026-11-20");
    const query = { pattern: "\\d\\-11\\-", regex: true };
    expect(await files.good("files_search", query)).toMatchObject({ matches: [{ line: 1 }] });
  });

  test("a path narrows the search to a directory or a file", async () => {
    for (const name of ["a/1.md", "a/2.md", "b/1.md"]) files.put(name, "needle");
    const count = async (path: string) =>
      (await files.good("files_search", { query: "needle", path })).files;
    expect(await count("a")).toBe(2);
    expect(await count("b/1.md")).toBe(1);
    expect(await files.refused("files_search", { query: "x", path: "no" })).toContain(
      'path: "no" does not exist',
    );
  });

  test("the limit says when there is more", async () => {
    files.put("a.md", "needle\n".repeat(500));
    const ways = [
      ["query", false],
      ["pattern", true],
    ] as const;
    for (const [name, regex] of ways) {
      const query = { [name]: "needle", regex };
      const some = await files.good("files_search", { ...query, limit: 3 });
      expect(some).toMatchObject({ matches: [{ line: 1 }, { line: 2 }, { line: 3 }] });
      expect(some.truncated).toBe(true);
      const all = await files.good("files_search", { ...query, limit: 500 });
      expect(all).toMatchObject({ truncated: false });
    }
  });

  test("a late better line beats many early ones when memory is kept in bounds", async () => {
    files.put("a.md", "one\n".repeat(400));
    files.put("z.md", "one two");
    const { matches, truncated } = await files.good("files_search", { query: "one two", limit: 2 });
    expect(matches).toMatchObject([{ path: "z.md" }, { path: "a.md", line: 1 }]);
    expect(truncated).toBe(true);
  });

  test("what is no text is not searched, nor a link, and a long line is cut", async () => {
    files.put("binary", new Uint8Array([0x6e, 0x65, 0x65, 0x64, 0x6c, 0x65, 0]));
    files.put("long.txt", `${"x".repeat(1990)} needle and more`);
    symlinkSync("long.txt", join(files.root, "link"));
    const answer = await files.good("files_search", { query: "needle" });
    expect(answer).toMatchObject({ files: 1, skipped: [] });
    expect(answer.matches).toMatchObject([{ text: `${"x".repeat(1990)} needle an` }]);
  });

  test("a file over the size cap is named as skipped", async () => {
    files.put("big.txt", "needle\n".repeat(400_000));
    expect(await files.good("files_search", { query: "needle" })).toMatchObject({
      files: 0,
      skipped: ["big.txt"],
    });
  });

  test("a query without a word, or a regex that is none, is refused with the mend", async () => {
    expect(await files.refused("files_search", { query: "  " })).toContain("query: is empty");
    expect(await files.refused("files_search", { query: "?!" })).toContain("holds no word");
    expect(await files.refused("files_search", { pattern: "(", regex: true })).toMatch(
      /^pattern: "\(" is no regular expression .* or leave regex out/,
    );
  });

  test("a regex that takes for ever is refused, and holds up no other call", async () => {
    // The engine gives up on the first of these by itself, on the second it never does.
    files.put("a.txt", "a".repeat(250));
    const forever = `^${"[^/]*?a".repeat(9)}[^/]*?b$`;
    const early = await files.refused("files_search", { pattern: "(a+)+b", regex: true });
    expect(early).toMatch(/^pattern: this regular expression takes too long; make it/);
    const slow = files.call("files_search", { pattern: forever, regex: true });
    const quick = await Promise.race([slow, files.call("files_stat", { path: "a.txt" })]);
    expect(quick.data).toMatchObject({ exists: true });
    expect((await slow).text).toMatch(/^pattern: this regular expression takes too long; make it/);
  });

  test("an abort ends a search", async () => {
    files.put("a.txt", `${"a".repeat(60)}c`);
    const abort = new AbortController();
    const args = { pattern: "(a+)+b", regex: true };
    const call = files.call("files_search", args, abort.signal);
    abort.abort(new Error("enough"));
    await expect(call).rejects.toThrow("enough");
    expect(await files.good("files_stat", { path: "a.txt" })).toMatchObject({ exists: true });
  });
});
