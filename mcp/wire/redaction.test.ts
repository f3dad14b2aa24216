import { expect, test } from "bun:test";
import fc from "fast-check";

import { redactJson } from "./redaction.ts";

const secret = fc.oneof(
  fc.string({ minLength: 6, maxLength: 20 }),
  fc.stringMatching(/^\d{6,12}$/).map((digits) => `1${digits}`),
  fc.constantFrom('":{"a":', '\\"quoted\\"', "line\nbreak", "äöü€😀x", "true,false"),
);

test("what is left is JSON and holds no secret, wherever it stood", () => {
  fc.assert(
    fc.property(secret, fc.jsonValue({ maxDepth: 3 }), fc.nat(5), (value, around, where) => {
      const escaped = JSON.stringify(value).slice(1, -1);
      const redact = (text: string) =>
        text.replaceAll(value, () => "[#]").replaceAll(escaped, () => "[#]");
      fc.pre(!"[#]".includes(value) && redact("null") === "null");
      const asNumber = /^\d+$/.test(value) ? Number(value) : value;
      const places = [
        value,
        { [value]: around },
        [around, `x${value}y`],
        asNumber,
        { a: asNumber },
      ];
      const message = { around, said: places[where] ?? value };
      const { text } = redactJson(JSON.stringify(message), redact);
      expect(() => JSON.parse(text)).not.toThrow();
      expect(text.includes(escaped)).toBe(false);
      expect(redact(text)).toBe(text);
    }),
    { numRuns: 500 },
  );
});

test("a text without one stays as it is, byte for byte", () => {
  const text = '{"a" : 1.0}';
  expect(redactJson(text, (one) => one)).toEqual({ text, names: [] });
});

test("a secret that stands as a number becomes a text, and the rest stays", () => {
  const redact = (text: string) => text.replaceAll("123456", "[secret pin]");
  expect(redactJson('{"pin":123456,"n":7}', redact)).toEqual({
    text: '{"pin":"[secret pin]","n":7}',
    names: ["pin"],
  });
});
