import { lstatSync } from "node:fs";

import type { Walk } from "./walk.ts";

/** What file systems allow, in bytes. */
const LONGEST_NAME = 255;

/** A name beside a path that nothing has: `notes (restored).md`, `notes (restored 2).md`. */
export function freeName(
  walk: Walk,
  path: string,
  taken: ReadonlySet<string>,
  label = "restored",
): string {
  const folder = path.slice(0, path.lastIndexOf("/") + 1);
  const name = path.slice(folder.length);
  const dot = name.lastIndexOf(".");
  const [stem, ending] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, ""];
  for (let count = 1; ; count++) {
    const mark = count === 1 ? ` (${label})` : ` (${label} ${count})`;
    const room = LONGEST_NAME - Buffer.byteLength(mark + ending);
    const free = `${folder}${room > 0 ? shorten(stem, room) : ""}${mark}${room > 0 ? ending : ""}`;
    const { at } = walk.find(free);
    if (at !== null && !taken.has(free) && !lstatSync(at, { throwIfNoEntry: false })) return free;
  }
}

/** Whole characters only. */
function shorten(text: string, bytes: number): string {
  let short = text;
  while (Buffer.byteLength(short) > bytes) short = [...short].slice(0, -1).join("");
  return short;
}
