import { describe, expect, test } from "bun:test";
import fc from "fast-check";

import { matchesPattern } from "./grant.ts";

describe("a pattern covers", () => {
  const cases: readonly [pattern: string, tool: string, covered: boolean][] = [
    ["files__files_write", "files__files_write", true],
    ["files__files_write", "files__files_delete", false],
    ["files__*", "files__files_delete", true],
    ["files__*", "files2__files_delete", false],
    ["*", "mail__send", true],
    ["files__files_*", "files__files_", true],
    ["files__files_w*e", "files__files_write", true],
    ["files__files_w*e", "files__files_writer", false],
    ["files.*", "files__write", false],
    ["files__(a|b)", "files__a", false],
    ["", "files__a", false],
    ["files__w", "files__write", false],
  ];
  for (const [pattern, tool, covered] of cases) {
    test(`${JSON.stringify(pattern)} ${covered ? "yes" : "no"}: ${tool}`, () => {
      expect(matchesPattern(pattern, tool)).toBe(covered);
    });
  }
});

describe("a pattern", () => {
  test("without a star is the text itself, whatever signs it has", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (pattern, text) => {
        fc.pre(!pattern.includes("*"));
        expect(matchesPattern(pattern, text)).toBe(pattern === text);
      }),
    );
  });

  test("with stars takes any text in their place, line breaks too", () => {
    const texts = fc.array(fc.string({ unit: "grapheme" }), { minLength: 2, maxLength: 4 });
    fc.assert(
      fc.property(texts, fc.string(), (parts, between) => {
        fc.pre(!parts.some((part) => part.includes("*")));
        expect(matchesPattern(parts.join("*"), parts.join(`${between}\n`))).toBe(true);
      }),
    );
  });
});
