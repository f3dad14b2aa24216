import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { createOutput, type StreamName, wholeCharacters } from "./output.ts";

function outputInto(sent: [StreamName, string][]) {
  return createOutput((stream, bytes) => {
    sent.push([stream, new TextDecoder("utf-8", { fatal: true }).decode(bytes)]);
  });
}

describe("output", () => {
  test("is cut between characters only, however it is written", () => {
    const texts = fc.array(fc.tuple(fc.boolean(), fc.string({ unit: "grapheme", maxLength: 20 })));
    fc.assert(
      fc.property(texts, fc.integer({ min: 1, max: 5 }), (written, step) => {
        const sent: [StreamName, string][] = [];
        const output = outputInto(sent);
        output.begin(1_000_000);
        for (const [isError, text] of written) {
          const bytes = new TextEncoder().encode(text);
          for (let at = 0; at < bytes.length; at += step) {
            output.write(isError ? "stderr" : "stdout", bytes.subarray(at, at + step));
            output.look();
          }
        }
        output.flush();
        for (const stream of ["stdout", "stderr"] as const) {
          const all = sent.filter(([name]) => name === stream).map(([, text]) => text);
          const meant = written.filter(([isError]) => isError === (stream === "stderr"));
          expect(all.join("")).toBe(meant.map(([, text]) => text).join(""));
        }
      }),
    );
  });

  test("is kept up to the limit, of both streams together", () => {
    const sent: [StreamName, string][] = [];
    const output = outputInto(sent);
    output.begin(5);
    output.write("stdout", Buffer.from("abc"));
    output.write("stderr", Buffer.from("def"));
    output.flush();
    expect(sent).toEqual([
      ["stdout", "abc"],
      ["stderr", "de"],
    ]);
    expect([output.isCut(), output.isTooMuch()]).toEqual([true, false]);
    output.write("stdout", Buffer.alloc(100_000));
    expect(output.isTooMuch()).toBeTrue();
    output.begin(5);
    expect(output.isCut()).toBeFalse();
  });

  test.each([
    ["", 0],
    ["a", 1],
    ["é", 2],
    ["🎈", 4],
  ])("holds back what is only begun of %p", (text, whole) => {
    const bytes = new TextEncoder().encode(`x${text}`);
    expect(wholeCharacters(bytes)).toBe(1 + whole);
    for (let cut = 2; cut < bytes.length; cut += 1) {
      expect(wholeCharacters(bytes.subarray(0, cut))).toBe(1);
    }
  });
});
