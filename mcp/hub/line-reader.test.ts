import { expect, test } from "bun:test";
import fc from "fast-check";
import { LineReader } from "./line-reader.ts";

type Seen = string | { head: string; tail: string; bytes: number };

function read(bytes: Buffer, cuts: readonly number[], maxBytes: number): Seen[] {
  const seen: Seen[] = [];
  const reader = new LineReader(maxBytes, {
    line: (text) => seen.push(text),
    oversized: (head, tail, size) => seen.push({ head, tail, bytes: size }),
  });
  const borders = [0, ...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length];
  borders.sort((left, right) => left - right);
  for (let index = 1; index < borders.length; index += 1) {
    reader.push(bytes.subarray(borders[index - 1], borders[index]));
  }
  return seen;
}

const anyLine = fc
  .string({ unit: "grapheme" })
  .map((text) => text.replaceAll("\n", ""))
  .filter(Boolean);
const anyCuts = fc.array(fc.nat(), { maxLength: 12 });

test("lines come out whole wherever the stream is cut, also inside a character", () => {
  fc.assert(
    fc.property(fc.array(anyLine), anyCuts, (lines, cuts) => {
      const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(""));
      expect(read(bytes, cuts, 1_000_000)).toEqual(lines);
    }),
  );
});

test("a line above the cap is reported with its ends and its size, and the next line is whole", () => {
  const ends = fc.record({ size: fc.integer({ min: 1025, max: 5000 }), cuts: anyCuts });
  fc.assert(
    fc.property(ends, ({ size, cuts }) => {
      const long = Array.from({ length: size }, (_, index) => String(index % 10)).join("");
      const seen = read(Buffer.from(`before\n${long}\nafter\n`), cuts, 1024);
      const oversized = { head: long.slice(0, 512), tail: long.slice(-512), bytes: size };
      expect(seen).toEqual(["before", oversized, "after"]);
    }),
  );
});

test("a line of exactly the cap passes", () => {
  expect(read(Buffer.from(`${"x".repeat(10)}\n${"y".repeat(11)}\n`), [], 10)).toEqual([
    "x".repeat(10),
    { head: "y".repeat(11), tail: "y".repeat(11), bytes: 11 },
  ]);
});

test("memory stays bounded however long a line without an end is", () => {
  const reader = new LineReader(1024, { line() {}, oversized() {} });
  const chunk = Buffer.alloc(1024 * 1024, 120);
  const before = process.memoryUsage().rss;
  for (let count = 0; count < 512; count += 1) {
    reader.push(Buffer.from(chunk));
    if (count % 32 === 0) Bun.gc(true);
  }
  expect(process.memoryUsage().rss - before).toBeLessThan(256 * 1024 * 1024);
});
