import { describe, expect, test } from "bun:test";
import { createHash } from "node:crypto";
import fc from "fast-check";

import { canonicalize, isObject, type JsonValue, sha256, textIn } from "./json.ts";

/** RFC 8785 once more, from its text: code units compared one by one, strings escaped by hand. */
function canonicalAgain(value: JsonValue): string {
  if (typeof value === "string") return quoted(value);
  if (typeof value === "number") return Object.is(value, -0) ? "0" : String(value);
  if (typeof value !== "object" || value === null) return String(value);
  if (Array.isArray(value)) return `[${value.map(canonicalAgain).join()}]`;
  const members = Object.entries(value as Record<string, JsonValue>).sort(([a], [b]) => {
    let at = 0;
    while (at < a.length && a.charCodeAt(at) === b.charCodeAt(at)) at += 1;
    return (at < a.length ? a.charCodeAt(at) : -1) - (at < b.length ? b.charCodeAt(at) : -1);
  });
  return `{${members.map(([key, member]) => `${quoted(key)}:${canonicalAgain(member)}`).join()}}`;
}

const SHORT: Record<string, string> = { "\b": "b", "\t": "t", "\n": "n", "\f": "f", "\r": "r" };

function quoted(text: string): string {
  const parts = Array.from(text, (char) => {
    if (char === '"' || char === "\\") return `\\${char}`;
    const code = char.codePointAt(0)!;
    const isHalf = code >= 0xd800 && code <= 0xdfff;
    if (code >= 0x20 && !isHalf) return char;
    return `\\${SHORT[char] ?? `u${code.toString(16).padStart(4, "0")}`}`;
  });
  return `"${parts.join("")}"`;
}

const unit = fc.oneof(
  fc.string({ unit: "binary", maxLength: 3 }),
  fc.constantFrom("\ud800", "\udc00x", "\u0000", "\u007f", "é", "e\u0301", "\ufb33", "\u{1f600}"),
  fc.constantFrom("__proto__", "constructor", "10", "9", "", "toJSON"),
);
const number = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(-0, 1e21, 1e20, 1e-7, 1e-6, 5e-324, 2 ** 53, 0.1 + 0.2, -1.5e300),
);
const { value: json } = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.oneof(unit, number, fc.boolean(), fc.constant(null)),
    fc.array(tie("value"), { maxLength: 4 }),
    fc
      .array(fc.tuple(unit, tie("value")), { maxLength: 5 })
      .map((members) => Object.fromEntries(members)),
  ),
}));

describe("canonicalize", () => {
  test("the examples of RFC 8785", () => {
    expect(
      canonicalize({
        numbers: [Number("333333333.33333329"), 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
        string: '\u20ac$\u000f\u000aA\'B"\\\\"/',
        literals: [null, true, false],
      }),
    ).toBe(
      '{"literals":[null,true,false],' +
        '"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],' +
        '"string":"\u20ac$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    );
    const keys = ["\u20ac", "\r", "\ufb33", "1", "\u{1f600}", "\u0080", "\u00f6"];
    const sorted = canonicalize(Object.fromEntries(keys.map((key) => [key, 0])));
    expect(Object.keys(JSON.parse(sorted)).length).toBe(7);
    expect(sorted).toBe(
      '{"\\r":0,"1":0,"\u0080":0,"\u00f6":0,"\u20ac":0,"\u{1f600}":0,"\ufb33":0}',
    );
  });

  test("numbers and halves of characters are written as ECMAScript writes them", () => {
    expect(canonicalize([-0, 1e21, 1e20, 1e-7, 1e-6])).toBe(
      "[0,1e+21,100000000000000000000,1e-7,0.000001]",
    );
    expect(canonicalize({ "\udfff": "\ud800" })).toBe('{"\\udfff":"\\ud800"}');
  });

  test("it agrees with a second implementation", () => {
    fc.assert(
      fc.property(json, (value) => canonicalize(value) === canonicalAgain(value)),
      {
        numRuns: 2000,
      },
    );
  });

  test("parsing gives the value back, and its canonical form is the same again", () => {
    fc.assert(
      fc.property(json, (value) => {
        const canonical = canonicalize(value);
        const parsed = JSON.parse(canonical) as JsonValue;
        expect(parsed).toEqual(JSON.parse(JSON.stringify(value)));
        expect(canonicalize(parsed)).toBe(canonical);
      }),
    );
  });

  test("the order in which members were set makes no difference", () => {
    fc.assert(
      fc.property(fc.uniqueArray(unit, { maxLength: 8 }), (keys) => {
        const forwards = Object.fromEntries(keys.map((key) => [key, key]));
        const backwards = Object.fromEntries(keys.toReversed().map((key) => [key, key]));
        expect(canonicalize(forwards)).toBe(canonicalize(backwards));
      }),
    );
  });

  test("a member that is undefined is not there", () => {
    const draft: Record<string, JsonValue | undefined> = { b: undefined, a: 1, c: undefined };
    expect(canonicalize(draft as JsonValue)).toBe('{"a":1}');
  });
});

test("sha256 is the digest of the UTF-8 bytes, in hex", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (text) => {
      const digest = createHash("sha256").update(text, "utf8").digest("hex");
      expect(sha256(text)).toBe(digest);
      expect(sha256(Buffer.from(text))).toBe(digest);
    }),
  );
});

test("an object is neither null nor a list", () => {
  expect([{}, { a: 1 }].every(isObject)).toBe(true);
  expect([null, [], "a", 1, undefined, true].some(isObject)).toBe(false);
});

test("the words of a tool's answer are found where tools put them, and cut", () => {
  expect(textIn("plain")).toBe("plain");
  expect(textIn({ text: "t", message: "m" })).toBe("t");
  expect(textIn({ message: "m", error: "e" })).toBe("m");
  expect(textIn({ error: "e" })).toBe("e");
  expect(textIn({ text: "x".repeat(600) })).toHaveLength(500);
  const silent: JsonValue[] = [null, 1, [], {}, { text: 1 }];
  for (const answer of silent) expect(textIn(answer)).toBe("the tool reported an error");
});
