import { expect, test } from "bun:test";
import fc from "fast-check";
import { applyEdits, type Edit } from "./edits.ts";

/** Lines of unique words, so that every word can be quoted without a second match. */
const uniqueLines = fc
  .array(fc.constantFrom("\n", "\r\n"), { minLength: 1, maxLength: 20 })
  .map((breaks) => breaks.map((end, index) => ({ word: `<${index}>`, end })));

test("edits of separate places are what joining the changed pieces gives, in any order", () => {
  fc.assert(
    fc.property(
      uniqueLines,
      fc.array(fc.option(fc.stringMatching(/^[a-z<>\d]*$/)), { minLength: 20, maxLength: 20 }),
      fc.boolean(),
      fc.boolean(),
      (lines, news, byLine, backwards) => {
        const original = lines.map(({ word, end }) => word + end).join("");
        const edits = lines.flatMap(({ word }, index): Edit[] => {
          const newText = news[index];
          if (newText === null || newText === undefined) return [];
          return [{ line: byLine ? index + 1 : undefined, oldText: word, newText }];
        });
        const expected = lines.map(({ word, end }, i) => (news[i] ?? word) + end).join("");
        const ordered = backwards ? edits.toReversed() : edits;
        expect(applyEdits(original, ordered)).toEqual({ ok: true, text: expected });
      },
    ),
  );
});

test("an edit and its reverse give the original, whatever the text", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.string(), (before, after) => {
      const original = `${before}\u0001${after}`.replaceAll("\u0002", "");
      fc.pre(original.indexOf("\u0001") === original.lastIndexOf("\u0001"));
      const there = applyEdits(original, [{ oldText: "\u0001", newText: "\u0002" }]);
      expect(there.ok).toBe(true);
      if (!there.ok) return;
      const back = applyEdits(there.text, [{ oldText: "\u0002", newText: "\u0001" }]);
      expect(back).toEqual({ ok: true, text: original });
    }),
  );
});

test("a file with one kind of line break keeps it, one with both is left as it is", () => {
  const edit = { oldText: "b", newText: "x\ny\r\nz" };
  expect(applyEdits("a\r\nb\r\n", [edit])).toMatchObject({ text: "a\r\nx\r\ny\r\nz\r\n" });
  expect(applyEdits("a\nb\n", [edit])).toMatchObject({ text: "a\nx\ny\nz\n" });
  expect(applyEdits("a\nb\r\n", [edit])).toMatchObject({ text: "a\nx\ny\r\nz\r\n" });
  expect(applyEdits("b", [edit])).toMatchObject({ text: "x\ny\r\nz" });
});

test("a byte order mark stays once, whether quoted or not", () => {
  for (const mark of ["", "\uFEFF"]) {
    const edit = { oldText: `${mark}a`, newText: `${mark}b` };
    expect(applyEdits("\uFEFFa", [edit])).toEqual({ ok: true, text: "\uFEFFb" });
  }
});

test("places that touch are separate, places that share a character are not", () => {
  const touching = [
    { oldText: "ab", newText: "1" },
    { oldText: "cd", newText: "2" },
  ];
  expect(applyEdits("abcd", touching)).toEqual({ ok: true, text: "12" });
  const sharing = [
    { oldText: "bc", newText: "1" },
    { oldText: "ab", newText: "2" },
  ];
  expect(applyEdits("abc", sharing)).toMatchObject({ ok: false, edit: 1 });
});

test("a match that overlaps itself counts twice", () => {
  const edits = [{ oldText: "aa", newText: "b" }];
  expect(applyEdits("aaa", edits)).toMatchObject({ ok: false, edit: 1 });
});
