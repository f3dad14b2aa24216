import { describe, expect, setDefaultTimeout, test } from "bun:test";
import fc from "fast-check";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { temporaryFolder } from "../../bench/support/test-folder.ts";
import { matchLines } from "./line-diff.ts";
import { unifiedHunks } from "./unified.ts";

// Other programs judge what we write, on a machine that may be busy.
setDefaultTimeout(60_000);

const dir = temporaryFolder();
const lines = fc.array(fc.constantFrom("a", "b", "c", "", "a b", "-x", "+y", "@@"), {
  maxLength: 14,
});
const text = fc
  .tuple(lines, fc.boolean())
  .map(([all, ends]) => all.join("\n") + (ends && all.length > 0 ? "\n" : ""));

/** Length of the longest common subsequence, by the textbook. */
function longestCommon(a: readonly string[], b: readonly string[]): number {
  let row = Array.from({ length: b.length + 1 }, () => 0);
  for (const line of a) {
    const next = [0];
    b.forEach((other, j) =>
      next.push(line === other ? row[j]! + 1 : Math.max(row[j + 1]!, next[j]!)),
    );
    row = next;
  }
  return row[b.length]!;
}

const matched = (a: readonly string[], b: readonly string[]) =>
  matchLines(a, b).reduce((sum, { length }) => sum + length, 0);

/** Takes a unified diff as `patch` would: every line of it must fit. */
function applied(a: string, hunks: string): string {
  const before = a.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  const all = hunks.match(/[^\n]*\n/g) ?? [];
  const after: string[] = [];
  let at = 0;
  all.forEach((line, index) => {
    const range = /^@@ -(\d+)(?:,(\d+))? \+/.exec(line);
    if (range) {
      const start = range[2] === "0" ? Number(range[1]) : Number(range[1]) - 1;
      after.push(...before.slice(at, start));
      at = start;
      return;
    }
    if (line.startsWith("\\")) return;
    const isCut = all[index + 1]?.startsWith("\\") === true;
    const content = line.slice(1, isCut ? -1 : undefined);
    if (line[0] !== "+") {
      expect(before[at]).toBe(content);
      at += 1;
    }
    if (line[0] !== "-") after.push(content);
  });
  return [...after, ...before.slice(at)].join("");
}

describe("two texts are compared line by line", () => {
  test("with as many lines in common as there can be, in any pair of short texts", () => {
    fc.assert(
      fc.property(lines, lines, (a, b) => {
        const matches = matchLines(a, b);
        let [atA, atB] = [0, 0];
        for (const one of matches) {
          expect(one.a).toBeGreaterThanOrEqual(atA);
          expect(one.b).toBeGreaterThanOrEqual(atB);
          expect(a.slice(one.a, one.a + one.length)).toEqual(b.slice(one.b, one.b + one.length));
          [atA, atB] = [one.a + one.length, one.b + one.length];
        }
        expect(matched(a, b)).toBe(longestCommon(a, b));
      }),
      { numRuns: 2000 },
    );
  });

  test("and what is written of it makes one text of the other", () => {
    fc.assert(
      fc.property(text, text, (a, b) => expect(applied(a, unifiedHunks(a, b))).toBe(b)),
      { numRuns: 2000 },
    );
  });

  test("beyond the limit of changes it is still right, by lines that occur once", () => {
    const a = Array.from({ length: 6000 }, (_, n) => (n % 3 === 0 ? `line ${n}` : `old ${n}`));
    const b = Array.from({ length: 6000 }, (_, n) => (n % 3 === 0 ? `line ${n}` : `new ${n}`));
    expect(matched(a, b)).toBe(2000);
    const [textA, textB] = [a.join("\n"), b.join("\n")];
    expect(applied(textA, unifiedHunks(textA, textB))).toBe(textB);
  });

  test("texts with nothing in common are one replacement, however long", () => {
    const a = Array.from({ length: 50_000 }, (_, n) => `old ${n}`).join("\n");
    const b = Array.from({ length: 50_000 }, (_, n) => `new ${n}`).join("\n");
    expect(unifiedHunks(a, b).match(/^@@/gm)).toHaveLength(1);
  });
});

describe("other programs agree", () => {
  const words = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
  const long = Array.from({ length: 60 }, (_, n) => `${words[n % 10]} ${n}`);
  const cases: readonly (readonly [string, string, string])[] = [
    ["a line in the middle", `${long.join("\n")}\n`, `${long.with(30, "new").join("\n")}\n`],
    [
      "two places far apart",
      `${long.join("\n")}\n`,
      `${long.with(3, "x").with(50, "y").join("\n")}\n`,
    ],
    [
      "two places so near that they are one hunk",
      `${long.join("\n")}\n`,
      `${long.with(10, "x").with(17, "y").join("\n")}\n`,
    ],
    ["an end of line that goes", "a\nb\n", "a\nb"],
    ["an end of line that comes", "a\nb", "a\nb\n"],
    ["a text from nothing", "", "a\nb\n"],
    ["a text that goes", "a\nb\n", ""],
    ["lines with carriage returns", "a\r\nb\r\n", "a\r\nc\r\n"],
    ["lines put in at both ends", `${long.join("\n")}\n`, `first\n${long.join("\n")}\nlast\n`],
  ];

  test.each(cases)("GNU diff writes the same hunks for %s", (_, a, b) => {
    const [pathA, pathB] = [join(dir, "a"), join(dir, "b")];
    writeFileSync(pathA, a);
    writeFileSync(pathB, b);
    const { stdout } = Bun.spawnSync(["diff", "-u", pathA, pathB]);
    const theirs = stdout.toString().split("\n").slice(2).join("\n");
    expect(unifiedHunks(a, b)).toBe(theirs);
  });

  test("git needs as many changed lines, and takes our patch", () => {
    for (const [_, a, b] of cases) {
      const [pathA, pathB] = [join(dir, "old"), join(dir, "new")];
      writeFileSync(pathA, a);
      writeFileSync(pathB, b);
      const git = ["git", "diff", "--no-index", "--minimal", "--numstat", pathA, pathB];
      const [added, removed] = Bun.spawnSync(git).stdout.toString().split("\t").map(Number);
      const ours = unifiedHunks(a, b);
      expect([ours.match(/^\+/gm)?.length ?? 0, ours.match(/^-/gm)?.length ?? 0]).toEqual([
        added!,
        removed!,
      ]);
      writeFileSync(join(dir, "patch"), `--- old\n+++ old\n${ours}`);
      const apply = ["git", "apply", "--unidiff-zero", "--recount", "-p0", "patch"];
      if (a === "" || b === "") continue;
      const { exitCode, stderr } = Bun.spawnSync(apply, {
        cwd: dir,
        env: { ...process.env, GIT_CEILING_DIRECTORIES: dir },
      });
      expect({ exitCode, stderr: stderr.toString() }).toEqual({ exitCode: 0, stderr: "" });
      expect(readFileSync(join(dir, "old"), "utf8")).toBe(b);
    }
  });
});
