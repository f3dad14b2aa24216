import { expect, test } from "bun:test";
import fc from "fast-check";
import { cutMiddle, readable } from "./cut.ts";

test("a long text keeps its beginning and its end, and says how much is left out", () => {
  const text = `begin${"x".repeat(1000)}end`;
  const cut = cutMiddle(text, 100);
  expect(cut).toStartWith("beginxxx");
  expect(cut).toEndWith("xxxend");
  expect(cut).toContain("[... 908 characters left out ...]");
  expect(cutMiddle("short", 100)).toBe("short");
});

test("what is cut is never longer than a note more, and is well-formed where the text was", () => {
  const anyText = fc.string({ unit: "grapheme", minLength: 0, maxLength: 400 });
  fc.assert(
    fc.property(anyText, fc.integer({ min: 2, max: 100 }), (text, most) => {
      const cut = cutMiddle(text, most);
      expect(cut.length).toBeLessThanOrEqual(most + 60);
      expect(cut.isWellFormed()).toBe(true);
    }),
  );
});

test("no sequence that commands a terminal is left in what is read", () => {
  const hostile = "a\u001b[2Jb\u001b]0;title\u0007c\u009b31md\u0007\r\ne\u001b";
  expect(readable(hostile)).toBe("abc31md\ne");
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      expect(readable(text)).not.toMatch(/[\0-\u0008\u000b-\u001f\u007f-\u009f]/);
    }),
  );
});
