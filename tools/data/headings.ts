import { foldName } from "./document.ts";
import type { Note } from "./scan.ts";

/** Two heading texts are the same for a link when this is the same (as in Obsidian). */
export function foldHeading(text: string): string {
  const plain = text.replace(/[!"#$%&()*+,.:;<=>?@^`{|}~/[\]\\\s]+/g, " ");
  return foldName(plain.trim());
}

/** A heading as it can stand in a link: without the characters that mean something there. */
export function headingForLink(text: string): string {
  return text
    .replace(/%%|\[\[|\]\]|[:#|^\\[\]]/g, " ")
    .replace(/\s+/g, " ")
    .trim();
}

/** True when the note has the headings of `A#B` in this order. */
export function hasHeading(note: Note, subpath: string): boolean {
  let from = 0;
  for (const wanted of subpath.split("#").map(foldHeading)) {
    if (wanted === "") continue;
    const at = note.headings.findIndex(
      (heading, index) => index >= from && foldHeading(heading.text) === wanted,
    );
    if (at === -1) return false;
    from = at + 1;
  }
  return true;
}

/** True when a line of the note ends with the block mark `^id`. */
export function hasBlock(note: Note, id: string): boolean {
  const wanted = foldName(id);
  return note.lines.some((line) => {
    const mark = /(?:^|\s)\^([A-Za-z0-9-]+)[ \t]*$/.exec(line.visible.slice(line.content));
    return mark?.[1] !== undefined && foldName(mark[1]) === wanted;
  });
}
