import { describe, expect, test } from "bun:test";
import fc from "fast-check";

import { isBalanced, type Shape, shapeOf, spansOf, tokensOf } from "./span.ts";

const piece = fc.oneof(
  fc.string({ unit: "binary", maxLength: 12 }),
  fc.string({ unit: "grapheme", maxLength: 12 }),
  fc.constantFrom(
    ..."\"|'|`|“|”|(|)|[|]|{|}|,|.|;|:|?|!|…|*|/|\\|\u200b|\u202e|\ud800|\n|\t|\u00a0".split("|"),
    "notes/a b.md",
    '"two words"',
    "it's",
    "https://example.org/(a)",
    "**/*.{ts,md}",
    "print(f(2))",
    "and then",
  ),
);
const goal = fc
  .array(fc.tuple(piece, fc.constantFrom(" ", "", "\n")), { maxLength: 30 })
  .map((parts) => parts.flat().join(""));

const LONGEST_RUN = 10;

describe("any text whatsoever", () => {
  test("is cut into pieces that stand in it, in order, none over another", () => {
    fc.assert(
      fc.property(goal, (text) => {
        let end = 0;
        for (const token of tokensOf(text)) {
          expect(text.slice(token.start, token.end)).toBe(token.text);
          expect(token.text).not.toBe("");
          expect(token.start).toBeGreaterThanOrEqual(end);
          expect(token.outer.start).toBeLessThanOrEqual(token.start);
          expect(token.outer.end).toBeGreaterThanOrEqual(token.end);
          end = token.end;
        }
      }),
      { numRuns: 1000 },
    );
  });

  test("has spans that stand in it, each once, and no more of them than it has places", () => {
    fc.assert(
      fc.property(goal, (text) => {
        const tokens = tokensOf(text);
        const spans = spansOf(text, tokens);
        for (const span of spans) expect(text.slice(span.start, span.end)).toBe(span.text);
        const places = spans.map(({ start, end }) => `${start}-${end}`);
        expect(new Set(places).size).toBe(places.length);
        expect(spans.length).toBeLessThanOrEqual(tokens.length * (LONGEST_RUN + 1));
        for (const { start, end } of tokens) expect(places).toContain(`${start}-${end}`);
      }),
      { numRuns: 1000 },
    );
  });

  test("of the longest kind a goal may be is read as well, whatever stands in it over and over", () => {
    for (const unit of ["a ", "{,", "{a,", "“", "' ", "(", "?.", "a/", "*", "a@", ". ", "\u0301"]) {
      const text = unit.repeat(4000 / unit.length);
      const tokens = tokensOf(text);
      expect(spansOf(text, tokens).length).toBeLessThanOrEqual(tokens.length * (LONGEST_RUN + 1));
    }
  });
});

describe("pieces", () => {
  const cut = (text: string) => tokensOf(text).map((token) => token.text);

  test("are words without the punctuation around them", () => {
    expect(cut("Read notes/a.md, please!")).toEqual(["Read", "notes/a.md", "please"]);
    expect(cut("(see README.md)")).toEqual(["see", "README.md"]);
  });

  test("are quoted runs whole, whatever the quotes", () => {
    for (const [open, close] of ['""', "``", "“”", "''"].map((pair) => [...pair]))
      expect(cut(`Read ${open}a b, c.md${close} now`)).toEqual(["Read", "a b, c.md", "now"]);
  });

  test("keep an apostrophe that is no quote", () => {
    expect(cut("don't open Ada's file")).toEqual(["don't", "open", "Ada's", "file"]);
    expect(cut("say 'it's late' twice")).toEqual(["say", "it's late", "twice"]);
  });

  test("keep the brackets that they open themselves", () => {
    expect(cut("Run print(f(2)).")).toEqual(["Run", "print(f(2))"]);
  });

  test("know the mark that follows them", () => {
    expect(tokensOf('Read "a b", then go.').map(({ mark }) => mark)).toEqual(["", ",", "", "."]);
  });
});

const SHAPES: readonly (readonly [string, Shape])[] = [
  ["https://example.org/a?b=c", "url"],
  ["www.example.org", "url"],
  ["ada@example.org", "email"],
  ["**/*.ts", "glob"],
  ["src/{a,b}.ts", "glob"],
  ["notes/today.md", "path"],
  ["README.md", "path"],
  ["Makefile", "path"],
  [".gitignore", "path"],
  ["src/", "path"],
  ["~/notes", "path"],
  ["2026-11-21", "date"],
  ["3", "number"],
  ["-1.5", "number"],
  ["milk", "word"],
  ["f(x)=1", "phrase"],
];
for (const [text, shape] of SHAPES)
  test(`${text} looks like a ${shape}`, () => {
    expect(shapeOf(text)).toBe(shape);
  });

test("a few words are a path where they may be and end like one", () => {
  expect(shapeOf("Travel plans/lisbon trip.txt", true)).toBe("path");
  expect(shapeOf("read the first line. Then stop", true)).toBe("phrase");
});

test("a text is balanced when it closes what it opens", () => {
  expect(["f(x)", "[a]{b}", '"a"', "plain", ""].map(isBalanced)).toEqual(Array(5).fill(true));
  expect(["f(x", "a)", "(]", '"a', "“a"].map(isBalanced)).toEqual(Array(5).fill(false));
});
