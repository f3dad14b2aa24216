import { describe, expect, test } from "bun:test";
import { readFrontmatter } from "./frontmatter.ts";
import { scan } from "./scan.ts";
import { findTags } from "./tags.ts";
import { readTables } from "./tables.ts";
import { note } from "./testing.ts";

const front = (text: string) => readFrontmatter(scan(text));

describe("frontmatter", () => {
  test("is read as YAML 1.2; dates stay text", () => {
    expect(front("---\na: [1, x]\nd: 2026-11-18\n---\n")).toEqual({
      data: { a: [1, "x"], d: "2026-11-18" },
      valid: true,
    });
  });

  test("may be missing or empty", () => {
    for (const text of ["", "a", "---\n---\n", "---\n# only a comment\n---\n", "---\na: 1"])
      expect(front(text)).toEqual({ data: {}, valid: true });
  });

  test("that is broken is reported, never thrown", () => {
    for (const text of ["---\na: [\n---\n", "---\na: b: c\n---\n", "---\njust text\n---\n"]) {
      expect(front(text)).toMatchObject({ data: {}, valid: false });
      expect(front(text).error).not.toBe("");
    }
  });

  test("that unfolds without end is refused", () => {
    const bomb = ["a: &a [x,x,x,x,x,x,x,x,x]", "b: &b [*a,*a,*a,*a,*a,*a,*a]"];
    const more = ["c: &c [*b,*b,*b,*b,*b,*b]", "d: [*c,*c,*c,*c,*c,*c,*c]"];
    expect(front(["---", ...bomb, ...more, "---"].join("\n")).valid).toBe(false);
  });

  test("that is nested without end is refused, not a crash", () => {
    for (const part of ["[", "{", "- ", "? ", "a: {", "&a [", " "])
      expect(front(`---\na: x\nb: ${part.repeat(50_000)}\n---\n`)).toMatchObject(
        part === " " ? { valid: true } : { valid: false },
      );
  });

  test("cannot reach the prototype of anything", () => {
    const { data } = front("---\n__proto__: { polluted: yes }\nconstructor: 1\n---\n");
    expect(Object.getPrototypeOf(data)).toBe(Object.prototype);
    expect("polluted" in {}).toBe(false);
  });
});

describe("tags in text", () => {
  const tags = (line: string) =>
    scan(line).lines.flatMap((one) => findTags(one).map((tag) => tag.name));

  test("after a space, at the start or after an opening mark", () => {
    expect(tags("#a b #c/d-e_f (#g) **#h** #ö🐦, #i. | #j|")).toEqual([
      "a",
      "c/d-e_f",
      "g",
      "h",
      "ö🐦",
      "i",
      "j",
    ]);
  });

  test("not in words, numbers, links, code, addresses or HTML", () => {
    expect(tags("a#b #1984 [[#c]] [d](#e) `#f` https://g.h/#i &#39; \\#j ##k # l")).toEqual([]);
    expect(tags('<a href="#b" style="color: #abc">x</a> [[n#h]] [t](n.md#h)')).toEqual([]);
  });
});

describe("tables", () => {
  const tables = (...lines: string[]) =>
    readTables([note("a.md", ...lines)]).map(({ line, header, rows }) => ({ line, header, rows }));

  test("have cells as text; a bar in code or escaped is part of its cell", () => {
    expect(
      tables("x", "", "| a | b |", "|:--|--:|", "| `c|d` | [[e\\|f]] |", "| g |", "", "h|i"),
    ).toEqual([
      {
        line: 3,
        header: ["a", "b"],
        rows: [
          ["`c|d`", "[[e|f]]"],
          ["g", ""],
        ],
      },
    ]);
  });

  test("may lack the outer bars, stand in a quote, and hold too many cells", () => {
    expect(tables("> a|b", "> -|-", "> c|d|e", "", "a|b", "---|---", "|||")).toEqual([
      { line: 1, header: ["a", "b"], rows: [["c", "d"]] },
      { line: 5, header: ["a", "b"], rows: [["", ""]] },
    ]);
  });

  test("are none in code, without a rule or with a rule of another width", () => {
    expect(tables("```", "|a|", "|-|", "```", "|a|b|", "|c|d|", "", "|a|b|", "|-|")).toEqual([]);
  });
});
