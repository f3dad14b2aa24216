import { describe, expect, test } from "bun:test";
import fc from "fast-check";

import { Redactor } from "./redactor.ts";

const redactorOf = (secrets: Readonly<Record<string, string>>) => {
  const redactor = new Redactor();
  for (const [name, value] of Object.entries(secrets)) redactor.learn(name, value);
  return redactor;
};

/** How programs write a text into another one. */
const WRITTEN: Readonly<Record<string, (value: string) => string>> = {
  plain: (value) => value,
  json: (value) => JSON.stringify({ value }),
  "json in json": (value) => JSON.stringify({ text: JSON.stringify({ value }) }),
  "json in json in json": (value) => JSON.stringify(JSON.stringify(JSON.stringify([value]))),
  "ascii json": (value) =>
    JSON.stringify(value).replaceAll(
      /[^\x20-\x7e]/g,
      (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`,
    ),
  "part of a URL": (value) => `https://x.org/?q=${encodeURIComponent(value)}&r=1`,
  form: (value) => new URLSearchParams({ value }).toString(),
  "small hexadecimal": (value) =>
    encodeURIComponent(value).replaceAll(/%[0-9A-F]{2}/g, (at) => at.toLowerCase()),
  hexadecimal: (value) => Buffer.from(value).toString("hex"),
};

describe("a secret is found", () => {
  for (const [how, write] of Object.entries(WRITTEN)) {
    test(`as ${how}`, () => {
      fc.assert(
        fc.property(
          fc.string({ unit: "grapheme", minLength: 6, maxLength: 30 }),
          fc.string(),
          fc.string(),
          (value, before, after) => {
            fc.pre(!"[secret it]".includes(value));
            const text = before + write(value) + after;
            const clean = redactorOf({ it: value }).redact(text);
            expect(clean).toContain("[secret");
            expect(clean).not.toContain(value);
            expect(clean).not.toContain(write(value));
          },
        ),
      );
    });
  }

  test("in base64, wherever in the encoded text it begins", () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 8, maxLength: 30 }),
        fc.string({ maxLength: 9 }),
        fc.string({ maxLength: 9 }),
        fc.constantFrom("base64" as const, "base64url" as const),
        (value, before, after, encoding) => {
          const encoded = Buffer.from(before + value + after).toString(encoding);
          const clean = redactorOf({ it: value }).redact(encoded);
          const decoded = Buffer.from(clean, encoding).toString();
          expect(clean).toContain("[secret it]");
          expect(decoded).not.toContain(value);
        },
      ),
    );
  });

  test("in its parts: the lines of a key, and the tokens of a login", () => {
    const line = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSj";
    const key = `-----BEGIN PRIVATE KEY-----\n${line}\n-----END PRIVATE KEY-----`;
    const access_token = "an-access-token-of-a-login";
    const login = JSON.stringify({ tokens: { access_token }, issuer: "https://login.example.org" });
    const redactor = redactorOf({ key, login });
    expect(redactor.redact(`> ${line}`)).toBe("> [secret key]");
    expect(redactor.redact(`Bearer ${access_token}`)).toBe("Bearer [secret login]");
    const harmless = "-----BEGIN PRIVATE KEY----- https://login.example.org";
    expect(redactor.redact(harmless)).toBe(harmless);
  });

  test("when it was changed meanwhile, or holds another one", () => {
    const redactor = redactorOf({ short: "abcdef", long: "xx-abcdef-yy" });
    redactor.learn("short", "uvwxyz");
    expect(redactor.redact("xx-abcdef-yy abcdef uvwxyz")).toBe(
      "[secret long] [secret short] [secret short]",
    );
  });
});

test("no secret is left, however they overlap and whatever stands for them", () => {
  const word = fc.stringMatching(/^[ab [\]secrt]{6,9}$/);
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 4 }), fc.array(word), (values, words) => {
      const named = values
        .map((value, at) => [`s${at}`, value] as const)
        .filter(([name, value]) => !`[secret ${name}]`.includes(value));
      const redactor = redactorOf(Object.fromEntries(named));
      const text = [...words, ...values].join("");
      const clean = redactor.redact(text);
      for (const [, value] of named) expect(clean.includes(value)).toBe(false);
    }),
    { numRuns: 1_000 },
  );
});

test("other texts stay as they are, and so do words of fewer than six characters", () => {
  const redactor = redactorOf({ pin: "1234", token: "abcdefgh" });
  fc.assert(
    fc.property(fc.string(), (text) => {
      fc.pre(!text.includes("abcdefgh"));
      expect(redactor.redact(text)).toBe(text);
    }),
  );
  expect(redactor.redact("1234")).toBe("1234");
});
