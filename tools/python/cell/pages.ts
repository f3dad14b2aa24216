import { Buffer } from "node:buffer";

/** What a memory is made of, for checkpoints. */
export const PAGE = 4096;
const ZEROS = Buffer.alloc(PAGE);

/** Numbers of the pages that are not as in `clean`, which may be shorter: beyond it, clean is zero. */
export function dirtyPages(memory: Uint8Array, clean: Uint8Array): number[] {
  const dirty: number[] = [];
  const now = Buffer.from(memory.buffer, memory.byteOffset, memory.length);
  const then = Buffer.from(clean.buffer, clean.byteOffset, clean.length);
  const both = Math.floor(Math.min(now.length, then.length) / PAGE) * PAGE;
  for (let at = 0; at < both; at += PAGE) {
    if (now.compare(then, at, at + PAGE, at, at + PAGE) !== 0) dirty.push(at / PAGE);
  }
  for (let at = both; at < now.length; at += PAGE) {
    if (now.compare(ZEROS, 0, PAGE, at, at + PAGE) !== 0) dirty.push(at / PAGE);
  }
  return dirty;
}

export function copyPages(memory: Uint8Array, pages: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(pages.length * PAGE);
  for (const [index, page] of pages.entries()) {
    bytes.set(memory.subarray(page * PAGE, (page + 1) * PAGE), index * PAGE);
  }
  return bytes;
}

export function putPages(memory: Uint8Array, pages: readonly number[], bytes: Uint8Array): void {
  for (const [index, page] of pages.entries()) {
    memory.set(bytes.subarray(index * PAGE, (index + 1) * PAGE), page * PAGE);
  }
}

/** Bytes from a page's first to a page's last. */
export interface PageRange {
  readonly start: number;
  readonly end: number;
}

/** The pages, and what lies between them where it is no more than `gap` pages. */
export function rangesOf(pages: readonly number[], gap: number): readonly PageRange[] {
  const ranges: { start: number; end: number }[] = [];
  for (const page of pages) {
    const last = ranges.at(-1);
    const start = page * PAGE;
    if (last !== undefined && start - last.end <= gap * PAGE) last.end = start + PAGE;
    else ranges.push({ start, end: start + PAGE });
  }
  return ranges;
}
