import { Buffer } from "node:buffer";
import { copyPages, dirtyPages, PAGE, putPages } from "./pages.ts";

/**
 * The memory of the clean point. Where it is as in the snapshot, the snapshot's file stands for it, whose pages all
 * cells of a machine share: only the rest is copied.
 */
export interface CleanMemory {
  readonly length: number;
  putBack(memory: Uint8Array): void;
  /** Numbers of the pages that are not as at the clean point. */
  dirty(memory: Uint8Array): readonly number[];
}

export function keepMemory(memory: Uint8Array, snapshot: Uint8Array | null): CleanMemory {
  // Whole pages, no more than there is memory.
  const whole = Math.floor(Math.min(snapshot?.length ?? 0, memory.length) / PAGE) * PAGE;
  const base = snapshot?.subarray(0, whole) ?? memory.slice();
  const pages = dirtyPages(memory, base);
  const bytes = copyPages(memory, pages);
  const { length } = memory;
  const places = new Map(pages.map((page, index) => [page, index * PAGE]));
  const kept = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);

  return {
    length,
    putBack(now) {
      now.set(base);
      now.fill(0, base.length);
      putPages(now, pages, bytes);
    },
    dirty(now) {
      const current = Buffer.from(now.buffer, now.byteOffset, now.length);
      const changed = dirtyPages(now, base).filter((page) => {
        const place = places.get(page);
        if (place === undefined) return true;
        return current.compare(kept, place, place + PAGE, page * PAGE, (page + 1) * PAGE) !== 0;
      });
      // Pages that have come to be as in the snapshot, which at the clean point they were not.
      const found = new Set(changed);
      for (const [page, place] of places) {
        const at = page * PAGE;
        if (found.has(page) || current.compare(kept, place, place + PAGE, at, at + PAGE) === 0)
          continue;
        changed.push(page);
      }
      return changed.toSorted((a, b) => a - b);
    },
  };
}
