import { type Document, isNote } from "../document.ts";
import { InputError } from "../error.ts";
import { foldHeading, headingForLink } from "../headings.ts";
import type { Link } from "../links.ts";
import { createResolver } from "../resolve.ts";
import { type Note, scan } from "../scan.ts";
import { type Vault, openVault, sameName } from "../vault.ts";
import { findTags } from "../tags.ts";
import { type Change, applyChanges, effective } from "./change.ts";
import { type LeftAlone, leftAlone } from "./left-alone.ts";
import { type HeadingChanges, type LinkContext, renameLink } from "./link.ts";
import { type Move, movedPath, planMoves } from "./move.ts";
import { type Renaming, renameTag } from "./name.ts";
import { aliasChanges, tagChanges } from "./property.ts";

/** Everything that a rename changes in a vault, and what it leaves. */
export interface RenamePlan {
  vault: Vault;
  moves: Move[];
  /** Per note with at least one change, by its path before the moves. */
  changes: Map<string, Change[]>;
  leftAlone: LeftAlone[];
}

/** How much emphasis and block mark a heading can have around the name. */
const maxDecoration = 100;

/** Links to a renamed heading can stand in headings themselves; deeper chains than this do not occur. */
const maxRounds = 8;

export function planRename(
  documents: readonly Document[],
  renaming: Renaming,
  files?: readonly string[],
): RenamePlan {
  const notes = documents.filter(({ path }) => isNote(path));
  const vault = openVault(notes, files);
  const moves = planMoves(vault.paths, renaming);
  const moved = (path: string): string => movedPath(path, renaming);
  const after = createResolver(vault.paths.map(moved));
  const base = { renaming, before: vault.resolve, after, moved };
  const fixed = new Map([...vault.notes].map(([path, note]) => [path, ownChanges(note, renaming)]));

  let headings: HeadingChanges = new Map();
  let changes = new Map<string, Change[]>();
  for (let round = 0; round < maxRounds; round++) {
    changes = new Map();
    for (const [source, note] of vault.notes) {
      const links = linkChanges(note, vault.links.get(source) ?? [], { ...base, source, headings });
      const all = effective(note, [...(fixed.get(source) ?? []), ...links]);
      if (all.length > 0) changes.set(source, all);
    }
    const next = headingChanges(vault, changes);
    if (sameHeadings(headings, next)) break;
    headings = next;
  }
  const left = [...vault.notes].flatMap(([path, note]) => {
    const links = vault.links.get(path) ?? [];
    const own = fixed.get(path) ?? [];
    const lines = leftAlone(note, links, renaming, own, changes.get(path) ?? []);
    return lines.map((line) => ({ path: moved(path), ...line }));
  });
  return { vault, moves, changes, leftAlone: left.sort(byPlace) };
}

function byPlace(one: LeftAlone, other: LeftAlone): number {
  if (one.path !== other.path) return one.path < other.path ? -1 : 1;
  return one.line - other.line;
}

/** What a note changes whatever the rest of the vault is: headings, tags, aliases. */
function ownChanges(note: Note, renaming: Renaming): Change[] {
  const tags = note.lines.flatMap((line) =>
    findTags(line).flatMap(({ name, start, end }): Change[] => {
      const text = renameTag(name, renaming);
      if (text === undefined) return [];
      return [{ start: line.start + start, end: line.start + end, text, what: "tag" }];
    }),
  );
  return [
    ...tags,
    ...headingTexts(note, renaming),
    ...tagChanges(note, renaming),
    ...aliasChanges(note, renaming),
  ];
}

/** Headings that are the name and nothing else; emphasis around it and a block mark may stand. */
function headingTexts(note: Note, { from, to, scope }: Renaming): Change[] {
  if (scope === "tag") return [];
  return note.headings.flatMap((heading): Change[] => {
    if (heading.text.length > from.length + maxDecoration) return [];
    const line = note.lines[heading.line - 1];
    const found = /^([*_~=]*)(.*?)([*_~=]*)(?:[ \t]+\^[A-Za-z0-9-]+)?$/.exec(heading.text);
    const text = found?.[2] ?? "";
    if (
      !line ||
      !sameName(text.trim(), from) ||
      line.visible.slice(heading.column).includes("\u0000")
    )
      return [];
    const start = line.start + heading.column + (found?.[1] ?? "").length;
    return [{ start, end: start + text.length, text: to, what: "heading" }];
  });
}

function linkChanges(note: Note, links: readonly Link[], context: LinkContext): Change[] {
  return links.flatMap((link): Change[] => {
    const line = note.lines[link.line - 1];
    if (!line) return [];
    const written = line.raw.slice(link.start, link.end);
    const text = renameLink(link, written, context);
    if (text === written) return [];
    return [{ start: line.start + link.start, end: line.start + link.end, text, what: "link" }];
  });
}

/** What each heading of a changed note becomes. The first of equal headings is what links mean. */
function headingChanges(vault: Vault, changes: ReadonlyMap<string, Change[]>): HeadingChanges {
  const result: HeadingChanges = new Map();
  for (const [path, note] of vault.notes) {
    const changed = changes.get(path);
    const after = changed ? scan(applyChanges(note.text, changed)).headings : note.headings;
    const entries = new Map<string, string | null>();
    note.headings.forEach((heading, index) => {
      const key = foldHeading(heading.text);
      const next = after[index]?.text ?? heading.text;
      const stays = foldHeading(next) === key && next === heading.text;
      if (!entries.has(key)) entries.set(key, stays ? null : headingForLink(next));
    });
    result.set(path, entries);
  }
  return result;
}

function sameHeadings(one: HeadingChanges, other: HeadingChanges): boolean {
  const flat = (changes: HeadingChanges): string =>
    JSON.stringify([...changes].map(([path, entries]) => [path, [...entries]]));
  return flat(one) === flat(other);
}

/** Refuses a rename that would do nothing, with what the vault has instead. */
export function requireFound(
  { vault, moves, changes, leftAlone: left }: RenamePlan,
  { from, scope }: Renaming,
): void {
  if (moves.length > 0 || changes.size > 0) return;
  if (vault.notes.size === 0)
    throw new InputError(
      "documents: there is no note here; choose the folder that holds the notes.",
    );
  const name = scope === "tag" ? `#${from}` : `"${from}"`;
  const only = left[0];
  if (only)
    throw new InputError(
      `from: ${name} stands only in text that a rename leaves alone (${only.kind}, ${only.path}:${only.line}); nothing is called so.`,
    );
  const near = vault.paths.find((path) =>
    path.toLowerCase().includes(from.toLowerCase().slice(0, 4)),
  );
  const hint = near ? `; is it ${near}?` : "; check the spelling.";
  throw new InputError(`from: nothing in these ${vault.notes.size} notes is called ${name}${hint}`);
}
