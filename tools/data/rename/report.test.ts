import { describe, expect, test } from "bun:test";
import { applied, note, rename } from "../testing.ts";
import { parseRenaming } from "./name.ts";
import { requireFound } from "./rename.ts";
import { countChanges, leftAloneText, summarize } from "./report.ts";

describe("what is left alone", () => {
  const lines = [
    "[[Bluebird]] and Bluebird",
    "`[[Bluebird]]` %%#bluebird%%",
    "```",
    "# Bluebird",
    "```",
    "https://example.org/bluebird Bluebirds Bluebird_x",
    "[[Bluebird|the Bluebird]] [[Bluebird Annex]] #bluebird-annex",
    "$$ bluebird $$",
  ];
  const plan = rename(
    [note("Bluebird.md", "---", "title: Bluebird", "---", ...lines)],
    "Bluebird",
    "K",
  );

  test("is listed by kind with its place and text after the rename", () => {
    expect(plan.leftAlone.map(({ kind, path, line }) => `${kind} ${path}:${line}`)).toEqual([
      "frontmatter K.md:2",
      "prose K.md:4",
      "code K.md:5",
      "comment K.md:5",
      "code K.md:7",
      "url K.md:9",
      "prose K.md:10",
      "math K.md:11",
    ]);
    expect(plan.leftAlone[1]?.text).toBe("[[K]] and Bluebird");
  });

  test("is told in few lines, the rest as a number", () => {
    expect(leftAloneText(plan.leftAlone.slice(0, 2))).toBe(
      "left alone: frontmatter, K.md:2 · prose, K.md:4",
    );
    const many = Array.from({ length: 50 }, (_, line) => ({
      path: "folder/a longer name.md",
      line,
      kind: "prose" as const,
      text: "",
    }));
    expect(leftAloneText(many)).toContain("· 42 more");
    for (const line of leftAloneText(many).split("\n")) expect(line.length).toBeLessThanOrEqual(98);
    expect(leftAloneText([])).toBe("left alone: nothing");
  });
});

describe("the count and the refusal", () => {
  test("counts what changes and in how many files", () => {
    const documents = [
      note("Bluebird.md", "# Bluebird", "#bluebird"),
      note("n.md", "[[Bluebird]] ".repeat(2)),
    ];
    const counts = countChanges(rename(documents, "bluebird", "Kestrel"));
    expect(counts).toEqual({ links: 2, tags: 1, headings: 1, aliases: 0, files: 1, notes: 2 });
    expect(summarize(counts)).toBe("2 links, 1 tag, 1 heading, 1 file name in 2 files");
  });

  const refusal = (documents: Parameters<typeof rename>[0], from: string) => () =>
    requireFound(rename(documents, from, "Kestrel"), parseRenaming(from, "Kestrel"));

  test("says when there is nothing of that name, and what is near", () => {
    expect(refusal([], "Bluebird")).toThrow(/^documents: there is no note/);
    expect(refusal([note("n.md", "x")], "Bluebird")).toThrow(/^from: nothing .*check the spelling/);
    expect(refusal([note("p/Bluebirds.md", "x")], "Bluebird")).toThrow(/is it p\/Bluebirds.md\?/);
    expect(refusal([note("n.md", "Bluebird")], "Bluebird")).toThrow(/left? alone|leaves alone/);
    expect(refusal([note("n.md", "#wip")], "#done")).toThrow(/^from: nothing .* called #done/);
  });

  test("a tag alone is renamed and nothing else", () => {
    const documents = [note("wip.md", "# wip", "[[wip]] #wip #WIP/x #a/wip `#wip` wip")];
    const plan = rename(documents, "#wip", "#active");
    expect(applied(documents, plan.edits, plan.moves)).toEqual([
      note("wip.md", "# wip", "[[wip]] #active #active/x #a/wip `#wip` wip"),
    ]);
    expect(plan.leftAlone.map(({ kind, line }) => [kind, line])).toEqual([["code", 2]]);
  });
});
