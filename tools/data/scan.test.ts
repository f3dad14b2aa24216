import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { scan } from "./scan.ts";

/** The lines that still show the word x. */
function shows(text: string): number[] {
  return scan(text)
    .lines.filter((line) => /(?<![a-z])x(?![a-z])/.test(line.visible))
    .map((line) => line.number);
}

describe("code is hidden", () => {
  test("in a fence of any length, up to its own closing mark", () => {
    expect(shows("```\nx\n```\nx")).toEqual([4]);
    expect(shows("~~~~ js\nx\n~~~\nx\n~~~~~\nx")).toEqual([6]);
    expect(shows("   ```\nx\n  ```\nx")).toEqual([4]);
    expect(shows("````\nx\n```\nx\n````\nx")).toEqual([6]);
  });

  test("in a fence that is never closed, to the end of the note", () => {
    expect(shows("x\n```\nx\n\nx\n~~~\nx")).toEqual([1]);
  });

  test("in a fence in a list, which ends with its item", () => {
    expect(shows("- ```\n  x\n  ```\n- x")).toEqual([4]);
    expect(shows("1. a\n\n   ```\n   x\n\n   x\n   ```\n   x")).toEqual([8]);
    expect(shows("- ```\n  x\n- x")).toEqual([3]);
    expect(shows("- a\n\t- ```\n\t  x\n\t  ```\n\t- x")).toEqual([5]);
  });

  test("in a fence in a quote or callout, which ends with it", () => {
    expect(shows("> [!tip] x\n> ```\n> x\n> ```\n> x")).toEqual([1, 5]);
    expect(shows("> ```\n> x\nx")).toEqual([3]);
    expect(shows(">> - ~~~\n>>   x\n>>   ~~~\n>> x")).toEqual([4]);
  });

  test("in an inline span, also over two lines and with longer backticks", () => {
    expect(shows("a `x` b")).toEqual([]);
    expect(shows("a ``x ` x`` x")).toEqual([1]);
    expect(shows("a `x\nx` b")).toEqual([]);
    expect(shows("a `b\n\nx`")).toEqual([3]);
    expect(shows("a ` x")).toEqual([1]);
    expect(shows("a \\` x `")).toEqual([1]);
  });

  test("when indented after a blank line, but not in a paragraph or a nested list", () => {
    expect(shows("a\n\n    x\n\tx\nx")).toEqual([5]);
    expect(shows("a\n    x")).toEqual([2]);
    expect(shows("- a\n\t\t- x\n\n\t- x")).toEqual([2, 4]);
  });

  test("a closing mark of another list item does not open a span over both", () => {
    expect(shows("- a ` x\n- b ` x")).toEqual([1, 2]);
  });

  test("a row of a table does not open a span over the next row", () => {
    expect(shows("| a | b |\n|---|---|\n| ` | x |\n| ` | x |")).toEqual([3, 4]);
  });
});

describe("comments, math and frontmatter are hidden", () => {
  test("Obsidian comments, inline and as a block with blank lines", () => {
    expect(shows("a %%x%% x")).toEqual([1]);
    expect(shows("%%\nx\n\n- [ ] x\n%%\nx")).toEqual([6]);
    expect(shows("%% x %%\nx")).toEqual([2]);
    expect(shows("100%% of x")).toEqual([1]);
  });

  test("HTML comments, inline and as a block", () => {
    expect(shows("a <!-- x --> x")).toEqual([1]);
    expect(shows("<!--\nx\n\nx\n--> x")).toEqual([5]);
  });

  test("math blocks, but not a lone mark or a price", () => {
    expect(shows("$$\nx\n$$\nx")).toEqual([4]);
    expect(shows("$$x$$")).toEqual([]);
    expect(shows("$$ x\n\nx")).toEqual([1, 3]);
    expect(shows("$5 x $6")).toEqual([1]);
  });

  test("frontmatter only at the very top and only when it is closed", () => {
    expect(shows("---\nx: x\n---\nx")).toEqual([4]);
    expect(shows("\uFEFF---\r\nx: x\r\n---\r\nx")).toEqual([4]);
    expect(shows("---\nx\n")).toEqual([2]);
    expect(shows("\n---\nx\n---\n")).toEqual([3]);
  });

  test("a backtick in a wikilink opens no code", () => {
    expect(shows("[[a `b]] x `")).toEqual([1]);
  });
});

describe("headings", () => {
  const headings = (text: string): string[] =>
    scan(text).headings.map(({ level, text: title }) => `${level} ${title}`);

  test("with marks, with a closing run, in quotes, underlined", () => {
    expect(headings("# A\n## B ##\n> ### C\n#no\n#\nD\n===\nE\n---\n")).toEqual([
      "1 A",
      "2 B",
      "3 C",
      "1 ",
      "1 D",
      "2 E",
    ]);
  });

  test("none in code, comments and frontmatter, and none made by a rule", () => {
    expect(headings("---\n# a\n---\n```\n# b\n```\n%%\n# c\n%%\n\n---\n- d\n---\n")).toEqual([]);
  });
});

test("any text can be read; lines keep their bytes and columns", () => {
  const piece = fc.constantFrom(
    ..."`~%$<>!-#[]()|\\ \t\r\nax",
    "```",
    "%%",
    "<!--",
    "-->",
    "---\n",
    "\uFEFF",
    "> ",
    "- [ ] ",
    "🐦",
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
      const text = pieces.join("");
      for (const { raw, start, visible } of scan(text).lines) {
        expect(text.slice(start, start + raw.length)).toBe(raw);
        expect(visible.length).toBe(raw.length);
        for (let at = 0; at < raw.length; at++)
          if (visible[at] !== "\u0000") expect(visible[at]).toBe(raw[at]);
      }
    }),
    { numRuns: 300 },
  );
});
