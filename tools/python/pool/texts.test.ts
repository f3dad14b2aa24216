import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { digestOf } from "./digest.ts";
import { plainText } from "./plain-text.ts";
import { createTranscript } from "./transcript.ts";

describe("plain text", () => {
  test.each([
    ["\u001b[31mred\u001b[0m", "red"],
    ["\u001b]0;title\u0007after", "after"],
    ["\u001b]8;;http://a\u001b\\link\u001b]8;;\u001b\\", "link"],
    ["\u001bPdevice\u001b\\x", "x"],
    ["\u009b2Jx\u0085y", "xy"],
    ["a\rb\bc\u0000", "abc"],
    ["line\r\nline\n\ttab", "line\nline\n\ttab"],
    ["é 漢字 👩‍👩‍👧", "é 漢字 👩‍👩‍👧"],
    ["\u001b", ""],
    ["\u001b]never ended", ""],
  ])("of %j is %j", (text, plain) => {
    expect(plainText(text)).toBe(plain);
  });

  test("never holds a control character", () => {
    const unit = fc.oneof(fc.constantFrom("\u001b", "[", "]", "\u009b", ";", "m"), fc.string());
    fc.assert(
      fc.property(fc.array(unit), (parts) => {
        expect(plainText(parts.join(""))).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/);
      }),
    );
  });
});

describe("a transcript", () => {
  test("never exceeds its limit, whatever comes in whatever pieces", () => {
    const piece = fc.record({
      stream: fc.constantFrom("stdout" as const, "stderr" as const),
      text: fc.string({ unit: "grapheme" }),
    });
    fc.assert(
      fc.property(fc.array(piece), fc.nat({ max: 100 }), (pieces, limit) => {
        const transcript = createTranscript(limit);
        for (const { stream, text } of pieces) {
          for (const byte of Buffer.from(text)) transcript.add(stream, Uint8Array.of(byte));
        }
        const { stdout, stderr, isCut } = transcript.end();
        const all = (name: string) =>
          pieces
            .filter(({ stream }) => stream === name)
            .map(({ text }) => text)
            .join("");
        const total = Buffer.byteLength(all("stdout")) + Buffer.byteLength(all("stderr"));
        expect(isCut).toBe(total > limit);
        if (!isCut)
          expect({ stdout, stderr }).toEqual({ stdout: all("stdout"), stderr: all("stderr") });
        else expect(stdout.length + stderr.length).toBeLessThanOrEqual(limit);
      }),
    );
  });
});

describe("a digest", () => {
  const outcome: Parameters<typeof digestOf>[0] = {
    ok: true,
    value: { repr: "{'b': 1, 'a': 2}", json: { b: 1, a: { d: 3, c: 4 } } },
    error: null,
    limit: null,
    violations: [],
    stdout: "out",
    stderr: "",
    isCut: false,
    files: [],
    usage: { fuel: 5, wallMs: 1, peakMemoryBytes: 2, calls: 0 },
    isAlive: true,
  };

  test("does not depend on the clock or on the order of keys", () => {
    const other = {
      ...outcome,
      value: { json: { a: { c: 4, d: 3 }, b: 1 }, repr: "{'b': 1, 'a': 2}" },
      usage: { ...outcome.usage, wallMs: 100 },
    };
    expect(digestOf(other)).toBe(digestOf(outcome));
  });

  test.each([
    ["output", { stdout: "out2" }],
    ["error output", { stderr: "e" }],
    ["value", { value: { repr: "1", json: 1 } }],
    ["limit", { limit: "fuel" as const }],
    ["fuel", { usage: { ...outcome.usage, fuel: 6 } }],
    [
      "files",
      {
        files: [{ path: "a", change: "created" as const, before: null, sha256: "0", bytes: null }],
      },
    ],
    ["error", { error: { type: "E", message: "", traceback: "" } }],
  ])("depends on the %s", (_what, change) => {
    expect(digestOf({ ...outcome, ...change })).not.toBe(digestOf(outcome));
  });
});
