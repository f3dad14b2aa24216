import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { copyPages, dirtyPages, PAGE, putPages, rangesOf } from "./pages.ts";

const PAGES = 12;
const writes = fc.array(
  fc.record({ at: fc.nat({ max: PAGES * PAGE - 1 }), byte: fc.integer({ min: 1, max: 255 }) }),
);

function written(bytes: Uint8Array, changes: readonly { at: number; byte: number }[]): Uint8Array {
  const next = bytes.slice();
  for (const { at, byte } of changes) next[at] = byte;
  return next;
}

describe("pages of memory", () => {
  test("that differ, put onto the clean memory, make the other again", () => {
    fc.assert(
      fc.property(
        writes,
        writes,
        fc.integer({ min: 1, max: PAGES }),
        (first, second, cleanPages) => {
          const clean = written(new Uint8Array(PAGES * PAGE), first).slice(0, cleanPages * PAGE);
          const now = written(new Uint8Array(PAGES * PAGE), second);
          const pages = dirtyPages(now, clean);
          const again = new Uint8Array(PAGES * PAGE);
          again.set(clean);
          putPages(again, pages, copyPages(now, pages));
          expect(Buffer.compare(again, now)).toBe(0);
        },
      ),
    );
  });

  test("are joined where little lies between them, and none is left out or twice", () => {
    const numbers = fc
      .uniqueArray(fc.nat({ max: 200 }))
      .map((all) => all.toSorted((a, b) => a - b));
    fc.assert(
      fc.property(numbers, fc.nat({ max: 10 }), (pages, gap) => {
        const ranges = rangesOf(pages, gap);
        const isInOne = (page: number) =>
          ranges.filter(({ start, end }) => page * PAGE >= start && page * PAGE < end).length === 1;
        expect(pages.every(isInOne)).toBeTrue();
        for (const [index, range] of ranges.entries()) {
          const before = ranges[index - 1];
          if (before) expect(range.start - before.end).toBeGreaterThan(gap * PAGE);
        }
      }),
    );
  });
});
