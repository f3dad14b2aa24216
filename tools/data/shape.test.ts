import { describe, expect, test } from "bun:test";
import { filterItems } from "./filter.ts";
import { formatItems } from "./format.ts";

const items = [
  { n: 10, s: "b", tags: ["x"], at: { day: "2026-11-18" } },
  { n: 9, s: "a", tags: [] },
  { n: 10, s: "A", tags: ["x", "y"], at: { day: "2026-11-17" } },
];
const kept = (
  field: string,
  op: "=" | "<" | "in" | "contains" | "exists" | "!=" | ">=",
  value?: unknown,
) =>
  filterItems(items, { where: [{ field, op, value }] }).map((item) => items.indexOf(item as never));

describe("filter", () => {
  test("compares numbers as numbers and text as text; a missing field is in no order", () => {
    expect(kept("n", "<", 10)).toEqual([1]);
    expect(kept("n", ">=", "10")).toEqual([]);
    expect(kept("at.day", "<", "2026-11-18")).toEqual([2]);
  });

  test("knows equality in depth, lists, text and presence", () => {
    expect(kept("tags", "=", ["x"])).toEqual([0]);
    expect(kept("n", "=", "10")).toEqual([]);
    expect(kept("at", "!=", undefined)).toEqual([0, 2]);
    expect(kept("s", "in", ["a", "b"])).toEqual([0, 1]);
    expect(kept("tags", "contains", "x")).toEqual([0, 2]);
    expect(kept("s", "contains", "a")).toEqual([1, 2]);
    expect(kept("at.day", "exists", true)).toEqual([0, 2]);
    expect(kept("at.day", "exists", false)).toEqual([1]);
    expect(kept("tags.1", "=", "y")).toEqual([2]);
    expect(kept("constructor", "exists", true)).toEqual([]);
  });

  test("sorts by several fields, missing last both ways, equal ones in their order", () => {
    const by = (order: "asc" | "desc") =>
      filterItems(items, { sort: [{ field: "at.day", order }], pick: ["s"] }).map(({ s }) => s);
    expect(by("asc")).toEqual(["A", "b", "a"]);
    expect(by("desc")).toEqual(["b", "A", "a"]);
    const two = filterItems(items, { sort: [{ field: "n", order: "desc" }, { field: "s" }] });
    expect(two.map(({ s }) => s)).toEqual(["A", "b", "a"]);
  });

  test("keeps the first of equal ones, then cuts, then picks", () => {
    expect(filterItems(items, { unique: "n", limit: 5, pick: ["n", "at.day"] })).toEqual([
      { n: 10, "at.day": "2026-11-18" },
      { n: 9 },
    ]);
    expect(filterItems(items, { limit: 0 })).toEqual([]);
  });
});

describe("format", () => {
  const columns = [
    { field: "project" },
    { field: "text" },
    { field: "days", suffix: " d", align: "right" as const },
    { template: "{path}:{line}" },
  ];
  const row = { project: "Bluebird", text: "Send", days: 7, path: "a.md", line: 8 };

  test("aligns columns, puts the suffix, and fills templates", () => {
    expect(formatItems([row, { ...row, project: "B", days: 12 }], columns)).toBe(
      "Bluebird    Send     7 d    a.md:8\nB           Send    12 d    a.md:8",
    );
  });

  test("has a head when a column has a title, and nothing for no items", () => {
    expect(formatItems([{ a: 1 }], [{ field: "a", title: "Name" }])).toBe("Name\n1");
    expect(formatItems([], columns)).toBe("");
  });

  test("stays within 100 columns and cuts text before places", () => {
    const long = { ...row, text: "word ".repeat(60), path: `${"p".repeat(40)}.md` };
    const [line = ""] = formatItems([long], columns).split("\n");
    expect(Bun.stringWidth(line)).toBe(100);
    expect(line).toContain("…");
    expect(line).toEndWith(`${"p".repeat(40)}.md:8`);
    const wide = Array.from({ length: 20 }, () => ({ field: "text" }));
    expect(Bun.stringWidth(formatItems([long], wide))).toBeLessThanOrEqual(100);
  });

  test("counts wide characters twice and never cuts one in half", () => {
    const text = formatItems(
      [{ a: "漢字🐦‍⬛".repeat(40), b: "x" }],
      [{ field: "a" }, { field: "b" }],
    );
    expect(Bun.stringWidth(text)).toBeLessThanOrEqual(100);
    expect(text.isWellFormed()).toBe(true);
  });

  test("a value cannot break the line or steer the terminal", () => {
    const text = formatItems([{ a: "x\u001B[31my\nz\u202E" }], [{ field: "a" }]);
    expect(text).toBe("x [31my z");
  });
});
