import { expect, test } from "bun:test";
import fc from "fast-check";
import { keepMemory } from "./clean-memory.ts";
import { PAGE } from "./pages.ts";

const PAGES = 30;
const places = fc.array(fc.nat({ max: PAGES * PAGE - 1 }), { maxLength: 12 });

function marked(bytes: Uint8Array, at: readonly number[], mark: number): Uint8Array {
  const next = bytes.slice();
  for (const place of at) if (place < next.length) next[place] = mark;
  return next;
}

test("where memory cannot be mapped it is copied back, with a snapshot and without", () => {
  fc.assert(
    fc.property(places, places, places, fc.boolean(), fc.nat({ max: 5 }), (a, b, c, has, grown) => {
      const snapshot = marked(new Uint8Array((PAGES - 4) * PAGE), a, 1);
      const clean = new Uint8Array(PAGES * PAGE);
      clean.set(snapshot);
      const memory = marked(clean, b, 2);
      const kept = keepMemory(memory, has ? snapshot : null, null);
      const used = new Uint8Array((PAGES + grown) * PAGE);
      used.set(marked(memory, c, 3));
      used.fill(9, PAGES * PAGE);
      const touched = new Set(c.map((place) => Math.floor(place / PAGE)));
      for (let page = PAGES; page < PAGES + grown; page += 1) touched.add(page);
      expect(kept.dirty(used)).toEqual([...touched].toSorted((x, y) => x - y));
      kept.putBack(used);
      expect(Buffer.compare(used.subarray(0, memory.length), memory)).toBe(0);
      expect(used.subarray(memory.length).every((byte) => byte === 0)).toBeTrue();
      expect(kept.dirty(used)).toEqual([]);
    }),
  );
});
