import { sha256 } from "../document.ts";
import type { Line, Note } from "../scan.ts";

export type ChangeKind = "link" | "tag" | "heading" | "alias";

/** One replacement in the text of a note; offsets count from its start, within one line. */
export interface Change {
  start: number;
  end: number;
  text: string;
  what: ChangeKind;
}

export interface LineEdit {
  line: number;
  oldText: string;
  newText: string;
}

export interface NoteEdits {
  path: string;
  ifMatch: string;
  newSha256: string;
  edits: LineEdit[];
}

/** In order, without those that change nothing. */
export function effective(note: Note, changes: readonly Change[]): Change[] {
  return changes
    .filter(({ start, end, text }) => note.text.slice(start, end) !== text)
    .sort((one, other) => one.start - other.start);
}

export function applyChanges(text: string, changes: readonly Change[]): string {
  let result = "";
  let at = 0;
  for (const change of changes) {
    result += text.slice(at, change.start) + change.text;
    at = change.end;
  }
  return result + text.slice(at);
}

/** Places of a note by line number; a place stands within one line. */
export function byLine<Place extends { start: number }>(
  note: Note,
  places: readonly Place[],
): Map<number, Place[]> {
  const lines = new Map<number, Place[]>();
  let index = 0;
  for (const place of places.toSorted((one, other) => one.start - other.start)) {
    while ((note.lines[index + 1]?.start ?? Infinity) <= place.start) index++;
    const number = note.lines[index]?.number ?? 1;
    const found = lines.get(number);
    if (found) found.push(place);
    else lines.set(number, [place]);
  }
  return lines;
}

/** The line after its changes. */
export function editLine({ start, raw }: Line, changes: readonly Change[]): string {
  const inLine = changes.map((change) => ({
    ...change,
    start: change.start - start,
    end: change.end - start,
  }));
  return applyChanges(raw, inLine);
}

/** The changes as whole-line edits of the stored text; undefined when there is none. */
export function noteEdits(
  path: string,
  note: Note,
  changes: readonly Change[],
): NoteEdits | undefined {
  if (changes.length === 0) return undefined;
  const edits = [...byLine(note, changes)].flatMap(([number, inLine]): LineEdit[] => {
    const line = note.lines[number - 1];
    return line ? [{ line: number, oldText: line.raw, newText: editLine(line, inLine) }] : [];
  });
  const newSha256 = sha256(applyChanges(note.text, changes));
  return { path, ifMatch: sha256(note.text), newSha256, edits };
}
