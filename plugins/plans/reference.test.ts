import { describe, expect, test } from "bun:test";
import fc from "fast-check";

import { canonicalize, type JsonValue } from "../../kernel/json.ts";
import {
  embeddedReferences,
  fillTemplate,
  parseReference,
  referencesIn,
  resolveReferences,
  UnresolvedReference,
} from "./reference.ts";

const values: Readonly<Record<string, JsonValue>> = {
  notes: {
    paths: ["a.md", "b.md"],
    count: 2,
    none: null,
    items: [
      { path: "a.md", tags: ["x", "y"] },
      { path: "b.md", tags: [] },
    ],
    "odd-name": true,
    text: "plain",
  },
  empty: [],
};
const resolve = (value: JsonValue) => resolveReferences(value, (name) => values[name]);

describe("a reference stands for", () => {
  const cases: readonly [reference: string, value: JsonValue][] = [
    ["$notes.count", 2],
    ["$notes.none", null],
    ["$notes.paths", ["a.md", "b.md"]],
    ["$notes.paths[1]", "b.md"],
    ["$notes.items[0].tags", ["x", "y"]],
    ["$notes.items[*].path", ["a.md", "b.md"]],
    ["$notes.items[*].tags[*]", [["x", "y"], []]],
    ["$notes.odd-name", true],
    ["$empty", []],
    ["$empty[*].anything", []],
  ];
  for (const [reference, value] of cases) {
    test(`${reference} keeps its type`, () => expect(resolve(reference)).toEqual(value));
  }

  test("its value wherever it stands, in lists and objects", () => {
    expect(resolve({ a: ["$notes.count", { b: "$notes.text" }], c: "text" })).toEqual({
      a: [2, { b: "plain" }],
      c: "text",
    });
  });
});

describe("a reference that leads nowhere says where it ends", () => {
  const cases: readonly [reference: string, message: string][] = [
    ["$nobody.x", "there is nothing called $nobody"],
    ["$notes.missing", '$notes has no "missing"'],
    ["$notes.paths[7]", "$notes.paths has no element 7"],
    ["$notes.items[*].path.deeper", '$notes.items[0].path has no "deeper"'],
    ["$notes.text.length", '$notes.text has no "length"'],
    ["$notes.text[0]", "$notes.text has no element 0"],
    ["$notes.count[*]", "$notes.count is not a list"],
    ["$notes.none.x", '$notes.none has no "x"'],
    ["$notes.constructor", '$notes has no "constructor"'],
    ["$notes.paths.length", ""],
  ];
  for (const [reference, message] of cases) {
    test(reference, () => {
      if (message === "") return expect(resolve(reference)).toBe(2);
      expect(() => resolve(reference)).toThrow(UnresolvedReference);
      expect(() => resolve(reference)).toThrow(message);
    });
  }
});

describe("a text is no reference", () => {
  const texts = [
    "$",
    "$5",
    "$Total",
    "$a b",
    "a $notes",
    "$notes.",
    "$notes[x]",
    "$notes[-1]",
    "$notes.a.",
    "${notes.text}",
    "$notes.5",
  ];
  for (const text of texts) {
    test(text, () => {
      expect(parseReference(text)).toBeNull();
      expect(resolve(text)).toBe(text);
    });
  }

  test("when its dollar is doubled: one of them goes", () => {
    expect([resolve("$$notes.text"), resolve("$$$notes")]).toEqual(["$notes.text", "$$notes"]);
    expect(referencesIn(["$$notes.text", { a: "$$x" }])).toEqual([]);
  });
});

test("values without references and dollars stay what they are", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (json) => {
      const value = json as JsonValue;
      fc.pre(!canonicalize(value).includes('"$'));
      expect(canonicalize(resolve(value))).toBe(canonicalize(value));
    }),
  );
});

test("any text can be said with its dollar doubled", () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const said = `$${text}`;
      expect(resolve(`$${said}`)).toBe(said);
    }),
  );
});

describe("a template", () => {
  test("puts texts in as they are and other values as JSON", () => {
    const filled = fillTemplate(
      "${notes.count} of ${notes.paths}: ${notes.text}",
      (name) => values[name],
    );
    expect(filled).toBe('2 of ["a.md","b.md"]: plain');
  });

  test("names what it refers to", () => {
    const found = embeddedReferences("${a.b[0]} $c {d} ${e.f[*].g}");
    expect(found.map((reference) => reference.name)).toEqual(["a", "e"]);
  });

  test("never fills in what a value says", () => {
    expect(fillTemplate("${a}", () => "${b}")).toBe("${b}");
  });
});
