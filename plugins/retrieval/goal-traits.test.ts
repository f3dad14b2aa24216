import { describe, expect, test } from "bun:test";
import fc from "fast-check";

import { readGoal } from "./goal-traits.ts";

describe("what stands in a goal", () => {
  test.each([
    ["Move a.md to notes/b.md", { files: 2 }, "Move file to file"],
    ['open "My notes.md", please', { files: 1, quotes: 0 }, "open file please"],
    ["read https://example.org/a.md.", { urls: 1, files: 0 }, "read link"],
    ["find **/*.ts in src/lib", { globs: 1, folders: 1 }, "find pattern in folder"],
    ["which file matches Scan?.png", { globs: 1 }, "which file matches pattern"],
    ["replace 'teh' with “the”", { quotes: 2 }, "replace text with text"],
    ["don't forget Ada's tea", { quotes: 0 }, "don't forget Ada's tea"],
    ["run print(6*7) in Python", { code: 1, globs: 0 }, "run code in Python"],
    ["compute 2**64 in Python", { code: 1, globs: 0 }, "compute code in Python"],
    ["run cargo build --release", { flags: 1 }, "run cargo build --release"],
    ["is 2026-11-20 after 3/4, or 12?", { dates: 1, numbers: 1, folders: 0 }, undefined],
    ["show .env and the LICENSE", { files: 2 }, "show file and the file"],
    ["e.g. this is Mr. Smith etc.", { files: 0 }, undefined],
  ])("%s", (goal, counts, masked) => {
    const traits = readGoal(goal);
    expect(traits).toMatchObject(counts);
    if (masked !== undefined) expect(traits.masked).toBe(masked);
  });
});

test("a question asks for words, a polite request for a deed", () => {
  const asked = ["What is in a.md?", "in which note is it", "do I have a.md", "Is it there?"];
  const told = ["Could you delete a.md?", "do a search", "isolate a.md", "Please read a.md"];
  expect(asked.filter((goal) => !readGoal(goal).isQuestion)).toEqual([]);
  expect(told.filter((goal) => readGoal(goal).isQuestion)).toEqual([]);
});

test("any text is read, and in no more time than it has signs", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 400 }), (text) => {
      expect(readGoal(text).masked.length).toBeLessThanOrEqual(text.length * 8);
    }),
  );
  for (const sign of ["'", '"', "`", "(", "*", "/", "a.", "{,", " '"])
    expect(readGoal(sign.repeat(1000)).masked).toBeString();
});
