import type { RenamePlan } from "./rename.ts";
import type { ChangeKind } from "./change.ts";
import type { LeftAlone } from "./left-alone.ts";

export interface Counts {
  links: number;
  tags: number;
  headings: number;
  aliases: number;
  /** Files that get a new path. */
  files: number;
  /** Files that change at all: their text, their path, or both. */
  notes: number;
}

export function countChanges({ changes, moves }: RenamePlan): Counts {
  const all = [...changes.values()].flat();
  const of = (what: ChangeKind): number => all.filter((change) => change.what === what).length;
  const touched = new Set([...changes.keys(), ...moves.map((move) => move.from)]);
  return {
    links: of("link"),
    tags: of("tag"),
    headings: of("heading"),
    aliases: of("alias"),
    files: moves.length,
    notes: touched.size,
  };
}

/** `5 links, 3 tags, 1 heading, 1 file name in 5 files`. */
export function summarize(counts: Counts): string {
  const parts = [
    amount(counts.links, "link", "links"),
    amount(counts.tags, "tag", "tags"),
    amount(counts.headings, "heading", "headings"),
    amount(counts.aliases, "alias", "aliases"),
    amount(counts.files, "file name", "file names"),
  ].filter((part) => part !== "");
  return `${parts.join(", ")} in ${amount(counts.notes, "file", "files")}`;
}

function amount(count: number, one: string, many: string): string {
  if (count === 0) return "";
  return `${count} ${count === 1 ? one : many}`;
}

const maxShown = 8;
const maxWidth = 96;

/** `left alone: code, a.md:3 · prose, b.md:4`, at most a few places, the rest as a number. */
export function leftAloneText(left: readonly LeftAlone[]): string {
  if (left.length === 0) return "left alone: nothing";
  const shown = left.slice(0, maxShown).map(({ kind, path, line }) => `${kind}, ${path}:${line}`);
  if (left.length > maxShown) shown.push(`${left.length - maxShown} more`);
  const lines = ["left alone:"];
  shown.forEach((place, index) => {
    const part = index === 0 ? ` ${place}` : ` · ${place}`;
    const last = lines.length - 1;
    const line = lines[last] ?? "";
    if (index === 0 || line.length + part.length <= maxWidth) lines[last] = line + part;
    else lines.push(` ${part.trimStart()}`);
  });
  return lines.join("\n");
}
