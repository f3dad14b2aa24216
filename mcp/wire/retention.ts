import { rm } from "node:fs/promises";

import { segmentsIn, sizeOf, startOf } from "./names.ts";

export interface Keep {
  readonly days: number;
  readonly megabytes: number;
}

/** Segments that are let go together. */
export interface Released {
  readonly segments: readonly string[];
  readonly bytes: number;
  readonly reason: "age" | "size";
}

const DAY = 24 * 60 * 60 * 1000;

/**
 * Lets the oldest sealed segments go, whole ones: those whose last message is too old, then those for which there is
 * no room. `announce` is done before anything is.
 */
export async function retain(
  dir: string,
  keep: Keep,
  now: number,
  announce: (released: Released) => Promise<void>,
): Promise<void> {
  const all = segmentsIn(dir);
  const sealed = all.flatMap(({ id, path, isOpen }, index) => {
    if (isOpen) return [];
    // A segment ends before the next one begins.
    const next = all[index + 1];
    const end = startOf(next?.id ?? id);
    return [{ id, path, bytes: sizeOf(path), end }];
  });
  const isOld = ({ end }: { readonly end: number }) => end < now - keep.days * DAY;
  const tooOld = sealed.filter(isOld);
  const young = sealed.filter((one) => !isOld(one));
  let bytes = young.reduce((sum, one) => sum + one.bytes, 0);
  const tooMany = young.filter((one) => {
    const isTooMuch = bytes > keep.megabytes * 1024 * 1024;
    if (isTooMuch) bytes -= one.bytes;
    return isTooMuch;
  });
  for (const [reason, segments] of [["age", tooOld] as const, ["size", tooMany] as const]) {
    if (segments.length === 0) continue;
    const size = segments.reduce((sum, one) => sum + one.bytes, 0);
    await announce({ segments: segments.map(({ id }) => id), bytes: size, reason });
    for (const { path } of segments) await rm(path, { force: true });
  }
}
