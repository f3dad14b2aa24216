import { splitLines } from "./lines.ts";

export interface Edit {
  /** The match must begin on this line, counted from 1. */
  readonly line?: number | undefined;
  readonly oldText: string;
  readonly newText: string;
}

export type EditOutcome =
  | { readonly ok: true; readonly text: string }
  /** `edit` counts from 1. */
  | { readonly ok: false; readonly edit: number; readonly reason: string };

interface Replacement {
  readonly start: number;
  readonly end: number;
  readonly newText: string;
  readonly edit: number;
}

const BYTE_ORDER_MARK = "\uFEFF";

/**
 * All edits or none, each against the original text: no edit sees what another one wrote.
 * The byte order mark stays, and so does the file's kind of line break when it has only one kind.
 */
export function applyEdits(original: string, edits: readonly Edit[]): EditOutcome {
  const mark = original.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK : "";
  const text = original.slice(mark.length);
  const adapt = lineBreakAdapter(text);
  const replacements: Replacement[] = [];
  for (const [index, edit] of edits.entries()) {
    const oldText = adapt(withoutMark(edit.oldText));
    const newText = adapt(withoutMark(edit.newText));
    const found = locateMatch(text, oldText, edit.line);
    if (typeof found === "string") return { ok: false, edit: index + 1, reason: found };
    replacements.push({ start: found, end: found + oldText.length, newText, edit: index + 1 });
  }
  replacements.sort((a, b) => a.start - b.start);
  const clash = replacements.find((next, i) => next.start < (replacements[i - 1]?.end ?? 0));
  if (clash)
    return { ok: false, edit: clash.edit, reason: "overlaps another edit; join the two into one" };
  return { ok: true, text: mark + splice(text, replacements) };
}

function splice(text: string, replacements: readonly Replacement[]): string {
  let result = "";
  let position = 0;
  for (const { start, end, newText } of replacements) {
    result += text.slice(position, start) + newText;
    position = end;
  }
  return result + text.slice(position);
}

function withoutMark(text: string): string {
  return text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text;
}

/** A caller who writes `\n` means the file's own line break; a file with both kinds is left as it is. */
function lineBreakAdapter(text: string): (text: string) => string {
  const breaks = text.match(/\r?\n/g) ?? [];
  const windows = breaks.filter((found) => found.length === 2).length;
  if (windows === 0) return breaks.length === 0 ? (t) => t : (t) => t.replaceAll("\r\n", "\n");
  if (windows < breaks.length) return (t) => t;
  return (t) => t.replaceAll(/\r?\n/g, "\r\n");
}

/** The place of the one match, or the reason why there is none. */
function locateMatch(text: string, oldText: string, line: number | undefined): number | string {
  if (oldText === "") return "has an empty oldText; quote the text beside the place to insert at";
  if (line === undefined) return onlyMatch(text, oldText, 0, text.length, "in the file");
  const lines = splitLines(text);
  const range = lines[line - 1];
  if (!range) return `names line ${line}, but the file has ${lines.length} lines; read it again`;
  const end = lines[line]?.start ?? text.length;
  return onlyMatch(text, oldText, range.start, end, `from line ${line}`);
}

function onlyMatch(
  text: string,
  oldText: string,
  from: number,
  until: number,
  where: string,
): number | string {
  const first = text.indexOf(oldText, from);
  if (first === -1 || first >= until)
    return `has an oldText that is not there ${where}; read the file again and quote it exactly`;
  const second = text.indexOf(oldText, first + 1);
  if (second === -1 || second >= until) return first;
  return `has an oldText that is there more than once ${where}; quote more of it or give its line`;
}
