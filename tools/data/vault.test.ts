import { describe, expect, test } from "bun:test";
import { describeLinks, openVault } from "./vault.ts";
import { note } from "./testing.ts";

const links = (...lines: string[]) => describeLinks(openVault([note("a.md", ...lines)])).links;

describe("what a link is", () => {
  test("wikilinks with heading, block, alias, embed, and a bar escaped for a table", () => {
    expect(links("[[N]] [[N#H|s]] ![[p/N.md#^b1]] [[#H]]", "| [[N\\|s]] |")).toEqual([
      { path: "a.md", line: 1, kind: "wiki", target: "N" },
      { path: "a.md", line: 1, kind: "wiki", target: "N", heading: "H", alias: "s" },
      { path: "a.md", line: 1, kind: "embed", target: "p/N.md", block: "b1" },
      { path: "a.md", line: 1, kind: "wiki", target: "", heading: "H", resolved: "a.md" },
      { path: "a.md", line: 2, kind: "wiki", target: "N", alias: "s" },
    ]);
  });

  test("Markdown links: decoded, in angle brackets, with parentheses, title, image, reference", () => {
    const found = links(
      "[a](b%20c.md#d%20e) [a](<b c.md>) [a](b_(c).md) [a](b.md 't') [![i](i.png)](b.md)",
      "[ref]: <b c.md>",
      "[^1]: b.md",
    );
    expect(found.map(({ target, heading }) => target + (heading ? `#${heading}` : ""))).toEqual([
      "b c.md#d e",
      "b c.md",
      "b_(c).md",
      "b.md",
      "i.png",
      "b.md",
      "b c.md",
    ]);
  });

  test("nothing outside the vault, in code or in a comment; nothing escaped or half", () => {
    const outside = "[a](https://b.c/d.md) [a](mailto:a@b.c) <https://a.b> [[https://a.b]]";
    const hidden = "`[[a]]` %%[[a]]%% <!-- [a](a.md) --> \\[[a]] [[a]  [a] (a.md) [a](a b.md) [[]]";
    expect(links(outside, hidden, "```", "[[a]]", "```")).toEqual([]);
  });

  test("a property that is a wikilink as a whole, quoted or not", () => {
    const front = [
      "---",
      "up: '[[N#H]]'",
      'in: ["[[M|m]]", x]',
      "on: [[O]]",
      "no: see [[P]]",
      "---",
    ];
    expect(links(...front).map(({ line, target }) => [line, target])).toEqual([
      [2, "N"],
      [3, "M"],
      [4, "O"],
    ]);
  });
});

describe("where a link leads", () => {
  const paths = [
    "Note.md",
    "b/Note.md",
    "a/b/Note.md",
    "z/Other.md",
    "zzzz/Other.md",
    "a/b/Other.md",
  ];
  const { resolve } = openVault([], [...paths, "img/Pic.PNG", "v1.2.md"]);

  test("by name anywhere, whatever the case, with or without .md", () => {
    expect(resolve("other", "Note.md", "wiki")).toBe("z/Other.md");
    expect(resolve("OTHER.md", "Note.md", "wiki")).toBe("z/Other.md");
    expect(resolve("v1.2", "Note.md", "wiki")).toBe("v1.2.md");
    expect(resolve("pic.png", "Note.md", "wiki")).toBe("img/Pic.PNG");
    expect(resolve("ther", "Note.md", "wiki")).toBeUndefined();
  });

  test("the exact path, then the folder of the note, then the shortest path", () => {
    expect(resolve("Note", "b/x.md", "wiki")).toBe("Note.md");
    expect(resolve("b/Note", "a/x.md", "wiki")).toBe("b/Note.md");
    expect(resolve("Other", "zzzz/x.md", "wiki")).toBe("zzzz/Other.md");
    expect(resolve("Other", "zzzz/deep/x.md", "wiki")).toBe("z/Other.md");
  });

  test("relative paths mean exactly that file; a Markdown link is tried beside its note first", () => {
    expect(resolve("../b/Note", "a/x.md", "wiki")).toBe("b/Note.md");
    expect(resolve("./Other", "a/x.md", "markdown")).toBeUndefined();
    expect(resolve("../../../Note.md", "a/x.md", "markdown")).toBeUndefined();
    expect(resolve("Note.md", "b/x.md", "bare")).toBe("b/Note.md");
    expect(resolve("/Note", "b/x.md", "wiki")).toBe("Note.md");
  });

  test("names composed and decomposed are one name", () => {
    const vault = openVault([], ["Caf\u0065\u0301.md"]);
    expect(vault.resolve("Caf\u00E9", "x.md", "wiki")).toBe("Cafe\u0301.md");
  });
});

describe("broken links", () => {
  const broken = (lines: string[], files?: string[]) =>
    describeLinks(openVault([note("a.md", ...lines)], files)).broken.map(({ reason }) => reason);

  test("name what is missing: the file, the heading or the block", () => {
    const text = ["# One: two", "## Three", "p ^id1", "[[x]] [[#Gone]] [[#^gone]] [[a#Three]]"];
    const fine = ["[[a#One two]] [[a#one   TWO#three]] [[#^ID1]] [b](a.md#One%20two)"];
    expect(broken([...text, ...fine])).toEqual([
      'no file "x"',
      'no heading "Gone" in a.md',
      "no block ^gone in a.md",
    ]);
    expect(broken(["# A", "# B", "[[#B#A]]"])).toEqual(['no heading "B#A" in a.md']);
  });

  test("a heading in code is no heading", () => {
    expect(broken(["```", "# H", "```", "[[#H]]"])).toEqual(['no heading "H" in a.md']);
  });

  test("an attachment is missing only when the files are known", () => {
    expect(broken(["![[p.png]] [[v1.2]]"])).toEqual(['no file "v1.2"']);
    expect(broken(["![[p.png]] ![[q.pdf#page=2]]"], ["x/q.pdf"])).toEqual(['no file "p.png"']);
  });
});
