import { foldName } from "../document.ts";
import type { Link } from "../links.ts";
import type { Line, Note } from "../scan.ts";
import { type Tag, findTags } from "../tags.ts";
import { type Change, byLine, editLine } from "./change.ts";
import type { Renaming } from "./name.ts";
import { propertyTags } from "./property.ts";

export type LeftAloneKind = "code" | "comment" | "math" | "frontmatter" | "url" | "prose";

/** A line that keeps the name, with its place and text after the rename. */
export interface LeftAlone {
  path: string;
  line: number;
  kind: LeftAloneKind;
  text: string;
}

/**
 * Lines where the name stands as a word and stays: one entry per line and kind. `own` are the
 * places that bear the name; they need not change, when only the letter case of the name does.
 */
export function leftAlone(
  note: Note,
  links: readonly Link[],
  renaming: Renaming,
  own: readonly Change[],
  changes: readonly Change[],
): Omit<LeftAlone, "path">[] {
  const word = wordPattern(renaming);
  const folded = foldName(renaming.from);
  if (!foldName(note.text).includes(folded)) return [];
  const taken = byLine(note, [...own, ...changes, ...propertyTags(note), ...targets(note, links)]);
  const changed = byLine(note, changes);
  return note.lines.flatMap((line) => {
    if (!foldName(line.raw).includes(folded)) return [];
    const kinds = new Set<LeftAloneKind>();
    const tags = findTags(line);
    const places = taken.get(line.number) ?? [];
    for (const found of line.raw.matchAll(word)) {
      const [start, end] = [line.start + found.index, line.start + found.index + found[0].length];
      const bears = places.some((place) => place.start < end && place.end > start);
      if (!bears && !otherName(line, tags, found.index, renaming))
        kinds.add(kindAt(line, found.index));
    }
    const text = editLine(line, changed.get(line.number) ?? []);
    return [...kinds].sort().map((kind) => ({ line: line.number, kind, text }));
  });
}

function wordPattern({ from, scope }: Renaming): RegExp {
  const name = from.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&").replace(/\s+/g, "\\s+");
  const start = scope === "tag" ? "#" : "(?<![\\p{L}\\p{M}\\p{N}_])";
  return new RegExp(`${start}${name}(?![\\p{L}\\p{M}\\p{N}_])`, "giu");
}

/** Where the targets of links stand: a name in one is a link, or part of a longer name. */
function targets(note: Note, links: readonly Link[]): { start: number; end: number }[] {
  return links.map(({ line, start, end }) => {
    const offset = note.lines[line - 1]?.start ?? 0;
    return { start: offset + start, end: offset + end };
  });
}

/**
 * In a tag that stays, or in the new name where that holds the old one, the name is only part of a
 * longer name.
 */
function otherName(
  line: Line,
  tags: readonly Tag[],
  at: number,
  { from, to, scope }: Renaming,
): boolean {
  if (tags.some(({ start, end }) => at >= start - 1 && at < end)) return true;
  const offset = foldName(to).indexOf(foldName(from));
  if (scope === "tag" || offset === -1 || to.length === from.length) return false;
  return foldName(line.raw.slice(Math.max(0, at - offset))).startsWith(foldName(to));
}

function kindAt(line: Line, at: number): LeftAloneKind {
  const hidden = line.hidden.find(({ start, end }) => at >= start && at < end);
  if (hidden && hidden.kind !== "frontmatter") return hidden.kind;
  if (inAddress(line.raw, at)) return "url";
  if (!hidden) return "prose";
  return /(?:^|\s)#\s/.test(line.raw.slice(0, at)) ? "comment" : "frontmatter";
}

/** In a word with `://` before the name, or in the destination of a link out of the vault. */
function inAddress(raw: string, at: number): boolean {
  const before = raw.slice(0, at);
  const word = before.slice(
    Math.max(...[" ", "\t", "<", ">"].map((end) => before.lastIndexOf(end))) + 1,
  );
  const destination = word.slice(word.lastIndexOf("](") + 1);
  if (/^\([a-z][a-z0-9+.-]*:/i.test(destination)) return !destination.includes(")");
  return word.includes("://") && !word.slice(word.indexOf("://")).includes(")");
}
