import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";

/** A segment on disk. `open`: it is being written, or was when its process died. */
export interface SegmentFile {
  /** Milliseconds since 1970 at its start, in 13 digits, and 8 random characters: names sort by time. */
  readonly id: string;
  readonly path: string;
  readonly isOpen: boolean;
}

const NAME = /^(\d{13}-[0-9a-f]{8})\.jsonl(\.zst)?$/;
/** What a process that died left half made. */
const UNFINISHED = /^\d{13}-[0-9a-f]{8}\.jsonl\.zst\.new$/;

export function newSegmentId(now: number, last: string): string {
  const after = last === "" ? 0 : startOf(last) + 1;
  // A clock that was set back must not bring a new segment before an old one.
  const start = String(Math.max(now, after)).padStart(13, "0");
  return `${start}-${crypto.getRandomValues(new Uint8Array(4)).toHex()}`;
}

/** Unix milliseconds. */
export function startOf(id: string): number {
  return Number(id.slice(0, 13));
}

export function openPath(dir: string, id: string): string {
  return join(dir, `${id}.jsonl`);
}

export function sealedPath(dir: string, id: string): string {
  return join(dir, `${id}.jsonl.zst`);
}

/** Oldest first. One that is there in both forms is sealed. */
export function segmentsIn(dir: string): readonly SegmentFile[] {
  const found = new Map<string, SegmentFile>();
  for (const name of namesIn(dir)) {
    const [, id, end] = NAME.exec(name) ?? [];
    if (id === undefined || (end === undefined && found.get(id)?.isOpen === false)) continue;
    found.set(id, { id, path: join(dir, name), isOpen: end === undefined });
  }
  return [...found.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

export function leftovers(dir: string): readonly string[] {
  const names = namesIn(dir);
  const doubles = names.filter((name) => NAME.exec(name)?.[2] && names.includes(name.slice(0, -4)));
  const halves = names.filter((name) => UNFINISHED.test(name));
  return [...halves, ...doubles.map((name) => name.slice(0, -4))].map((name) => join(dir, name));
}

export function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

function namesIn(dir: string): string[] {
  try {
    return readdirSync(dir);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}
