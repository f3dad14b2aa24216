import { expect, test } from "bun:test";
import fc from "fast-check";

import type { JsonObject } from "../../../kernel/json.ts";
import { objectIn } from "./reply.ts";

/** As it comes back from JSON: `-0` is 0 there. */
const object = fc
  .dictionary(fc.string(), fc.jsonValue(), { maxKeys: 6 })
  .map((value) => JSON.parse(JSON.stringify(value)) as JsonObject);
/** What models say around an answer. A brace would be a beginning of its own. */
const prose = fc.string({ unit: "grapheme" }).map((text) => text.replace(/[{}]/g, ""));

test("whatever a model says, reading it does not fail", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: "binary" }), fc.json()), (text) => {
      const found = objectIn(text);
      if (found !== null) expect(Object.prototype.toString.call(found)).toBe("[object Object]");
    }),
    { numRuns: 2000 },
  );
});

test("an object is found in the prose around it, in a fence, after a name, over lines", () => {
  fc.assert(
    fc.property(object, prose, prose, fc.constantFrom(0, 2, 4), (value, before, after, indent) => {
      const text = JSON.stringify(value, null, indent);
      expect(objectIn(text)).toEqual(value);
      expect(objectIn(`${before}${text}${after}`)).toEqual(value);
      expect(objectIn(`${before}\n\`\`\`json\n${text}\n\`\`\`\n${after}`)).toEqual(value);
      expect(objectIn(`<tool_call>${text}</tool_call>`)).toEqual(value);
    }),
    { numRuns: 1000 },
  );
});

test("braces of a sentence before it are passed over", () => {
  expect(objectIn('I put it in {braces}, so: {"a": "}{"} — done')).toEqual({ a: "}{" });
  expect(objectIn('{ "a": {"b": 1} ')).toEqual({ b: 1 });
});

test("lists, numbers, texts and halves of objects are none", () => {
  for (const text of ["", "[1]", "7", '"{}"x'.slice(0, 2), "null", '{"a": ', "{a: 1}", "}{"])
    expect(objectIn(text)).toBeNull();
});

test("a million braces are no answer, and reading them ends", () => {
  for (const sign of ["{", '{"', "{}}", '{"a":'])
    expect(objectIn(`x${sign.repeat(1_000_000 / sign.length)}`)).toEqual(
      sign === "{}}" ? {} : null,
    );
});
