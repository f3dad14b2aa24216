import { Buffer } from "node:buffer";
import type { MappedMemory } from "./mapped-memory.ts";
import { dirtyPages, PAGE, type PageRange, rangesOf } from "./pages.ts";

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

/** Pages between two that differ are copied along where they are few: a system call costs more. */
const MOST_GAP = 8;

export function keepMemory(
  memory: Uint8Array,
  snapshot: Uint8Array | null,
  mapped: MappedMemory | null,
): CleanMemory {
  // Whole pages, no more than there is memory.
  const whole = Math.floor(Math.min(snapshot?.length ?? 0, memory.length) / PAGE) * PAGE;
  const base = snapshot?.subarray(0, whole) ?? memory.slice();
  const ranges = rangesOf(dirtyPages(memory, base), MOST_GAP);
  const copies = ranges.map((range) => ({ range, bytes: memory.slice(range.start, range.end) }));

  const putBack = (now: Uint8Array): void => {
    if (mapped === null) {
      now.set(base);
      now.fill(0, base.length);
    }
    mapped?.forget(ranges);
    for (const { range, bytes } of copies) now.set(bytes, range.start);
  };
  // What the start has written, and is as in the file again, is the file's from here on.
  if (mapped !== null) putBack(memory);
  mapped?.release();

  return {
    length: memory.length,
    putBack,
    dirty(now) {
      const differing = dirtyPages(now, base).filter((page) => !isIn(ranges, page));
      for (const { range, bytes } of copies) differing.push(...dirtyIn(now, range, bytes));
      mapped?.release();
      return differing.toSorted((a, b) => a - b);
    },
  };
}

function isIn(ranges: readonly PageRange[], page: number): boolean {
  return ranges.some(({ start, end }) => page * PAGE >= start && page * PAGE < end);
}

function dirtyIn(now: Uint8Array, range: PageRange, clean: Uint8Array): readonly number[] {
  const current = Buffer.from(now.buffer, now.byteOffset, now.length);
  const dirty: number[] = [];
  for (let at = range.start; at < range.end; at += PAGE) {
    const place = at - range.start;
    if (current.compare(clean, place, place + PAGE, at, at + PAGE) !== 0) dirty.push(at / PAGE);
  }
  return dirty;
}
