import { expect, test } from "bun:test";
import fc from "fast-check";

import { createWork } from "../work.ts";
import { compilePattern, PatternError } from "./index.ts";

const work = createWork(Number.MAX_SAFE_INTEGER);
const matches = (source: string, text: string) => compilePattern(source, work).test(text);

const one = fc.constantFrom(
  "a",
  "b",
  ".",
  "[ab]",
  "[^a]",
  "\\d",
  "\\w",
  "\\p{L}",
  "\\u{1F9CA}",
  "-",
);
const quantifier = fc.constantFrom("", "", "*", "+", "?", "{2}", "{1,2}", "{0,}", "*?", "+?");
const { pattern } = fc.letrec<{ pattern: string }>((tie) => ({
  pattern: fc.oneof(
    { maxDepth: 4 },
    fc.tuple(one, quantifier).map((parts) => parts.join("")),
    fc.constantFrom("^", "$", "\\b", "\\B", ""),
    fc.tuple(tie("pattern"), tie("pattern")).map((parts) => parts.join("")),
    fc.tuple(tie("pattern"), tie("pattern")).map(([a, b]) => `(?:${a}|${b})`),
    fc.tuple(tie("pattern"), quantifier).map(([inner, many]) => `(${inner})${many}`),
    fc
      .tuple(fc.constantFrom("(?=", "(?!", "(?<=", "(?<!"), tie("pattern"))
      .map(([look, inner]) => `${look}${inner})`),
  ),
}));
const text = fc.string({
  unit: fc.constantFrom("a", "b", "-", "1", "\u{1F9CA}", "é", "\n"),
  maxLength: 8,
});

test("a pattern matches what the engine of the language says it matches", () => {
  fc.assert(
    fc.property(pattern, text, (source, value) => {
      expect(matches(source, value)).toBe(new RegExp(source, "u").test(value));
    }),
    { numRuns: 2000 },
  );
});

test("its work grows with the text, not faster", () => {
  fc.assert(
    fc.property(
      pattern.filter((one) => !one.includes("(?")),
      (source) => {
        const spent = (length: number) => {
          let units = 0;
          const count = { begin: () => undefined, spend: (some: number) => void (units += some) };
          compilePattern(source, count).test("ab".repeat(length / 2));
          return units;
        };
        expect(spent(2000)).toBeLessThanOrEqual(10 * spent(200) + 1000);
      },
    ),
    { numRuns: 200 },
  );
});

test("patterns that are only understood without u are read so", () => {
  expect(matches("^[a-z\\_]+$", "a_b")).toBe(true);
  expect(matches("^[a-z\\_]+$", "a-b")).toBe(false);
  expect(matches("^a{,2}$", "a{,2}")).toBe(true);
});

test("what no automaton can do is refused", () => {
  for (const source of ["(a)\\1", "(?<x>a)\\k<x>", "(", "a)", "[", "a{1000}{1000}", "(?i:a)"])
    expect(() => compilePattern(source, work)).toThrow(PatternError);
});
