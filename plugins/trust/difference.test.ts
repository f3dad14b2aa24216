import { expect, test } from "bun:test";
import fc from "fast-check";

import type { JsonValue } from "../../kernel/json.ts";
import { changesBetween } from "./difference.ts";

test("what is the same is no change, and a change is found wherever it is", () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (one, two) => {
      const [left, right] = [one, two] as JsonValue[];
      expect(changesBetween({ a: left! }, { a: left! })).toEqual([]);
      const isSame = JSON.stringify(left) === JSON.stringify(right);
      const changes = changesBetween({ a: left!, b: 1 }, { a: right!, b: 1 });
      if (!isSame && !Bun.deepEquals(left, right)) expect(changes.length).toBeGreaterThan(0);
    }),
  );
});

test("of a long text the place is shown where it differs", () => {
  const before = "words and ".repeat(200);
  const after = `${before.slice(0, 1_000)}IGNORE${before.slice(1_000)}`;
  const [change] = changesBetween({ description: before }, { description: after });
  expect(change?.field).toBe("description");
  expect(change?.is).toContain("IGNORE");
  expect(change?.is?.length).toBeLessThan(400);
  expect(change?.was?.length).toBeLessThan(400);
});

test("of what is new both ends are shown, and what is hidden is spelt out, in names too", () => {
  const long = `begin${"x".repeat(10_000)}end`;
  const changes = changesBetween(null, { description: long, "a\u200b": "\u202eb" });
  expect(changes).toEqual([
    { field: "description", was: null, is: expect.stringMatching(/^begin.* characters .*end$/) },
    { field: "a⟨U+200B⟩", was: null, is: "⟨U+202E⟩b" },
  ]);
});

test("instructions are a text without a field", () => {
  expect(changesBetween("Be kind.", "Be quick.")).toEqual([
    { field: "text", was: "Be kind.", is: "Be quick." },
  ]);
});
