import { type Document, baseName, withoutMd } from "./document.ts";
import { findLinks, linkName } from "./links.ts";
import { type Line, type Note, scan } from "./scan.ts";
import { findTags } from "./tags.ts";

export type TaskStatus = "open" | "done" | "cancelled" | "other";

export interface Task {
  path: string;
  line: number;
  raw: string;
  text: string;
  status: TaskStatus;
  due?: string;
  project: string;
  tags: string[];
  overdue: boolean;
  overdueDays: number;
}

const statuses: Record<string, TaskStatus | undefined> = {
  " ": "open",
  x: "done",
  X: "done",
  "-": "cancelled",
};

const dayMs = 86_400_000;
const duePattern =
  /[\u{1F4C5}\u{1F4C6}\u{1F5D3}]\uFE0F?\s*(\d{4}-\d{2}-\d{2})(?!\d)|[[(]due::\s*(\d{4}-\d{2}-\d{2})\s*[\])]/gu;
const generic =
  /^(?:\W*|tasks?|to-?\s?dos?|open( tasks)?|next( steps| actions)?|inbox|notes?|log|today|tomorrow|agenda|morning|afternoon|evening|\d{4}-\d{2}-\d{2}.*)$/i;

/** True for `2026-11-18`, false for `2026-11-31`. */
export function isCalendarDate(date: string): boolean {
  const time = Date.parse(`${date}T00:00:00Z`);
  return Number.isFinite(time) && new Date(time).toISOString().slice(0, 10) === date;
}

/** Every task of every document, in the order of the documents and lines. */
export function readTasks(documents: readonly Document[], asOf?: string): Task[] {
  return documents.flatMap((document) => {
    const note = scan(document.text);
    return note.lines.flatMap((line) => readTask(document.path, note, line, asOf) ?? []);
  });
}

function readTask(path: string, note: Note, line: Line, asOf?: string): Task | undefined {
  if (!line.item) return undefined;
  const box = /^\[([^\u0000])\](?:[ \t]+|$)/u.exec(line.visible.slice(line.content));
  if (!box) return undefined;
  const body = line.content + box[0].length;
  const status = statuses[box[1] ?? ""] ?? "other";
  const due = findDue(line.visible.slice(body));
  const written = line.raw.slice(body);
  const text = due ? `${written.slice(0, due.start)} ${written.slice(due.end)}` : written;
  const days = due && asOf ? (Date.parse(asOf) - Date.parse(due.date)) / dayMs : 0;
  const overdue = status === "open" && days > 0;
  return {
    path,
    line: line.number,
    raw: line.raw,
    text: due ? text.replace(/[ \t]{2,}/g, " ").trim() : text.trim(),
    status,
    ...(due ? { due: due.date } : {}),
    project: projectOf(path, note, line),
    tags: findTags(line).map((tag) => tag.name),
    overdue,
    overdueDays: overdue ? days : 0,
  };
}

function findDue(visible: string): { date: string; start: number; end: number } | undefined {
  for (const found of visible.matchAll(duePattern)) {
    const date = found[1] ?? found[2] ?? "";
    if (isCalendarDate(date))
      return { date, start: found.index, end: found.index + found[0].length };
  }
  return undefined;
}

/**
 * What a task belongs to: the first wikilink in its line; else the note it stands in. In a daily
 * note (its name begins with a date) the nearest heading above, unless that is a general one such
 * as "Tasks"; a heading that is a link counts as the name of the link.
 */
function projectOf(path: string, note: Note, line: Line): string {
  const link = findLinks(line).find((found) => found.kind === "wiki" && found.path !== "");
  if (link) return linkName(link.path);
  const name = withoutMd(baseName(path));
  if (!/^\d{4}-\d{2}-\d{2}/.test(name)) return name;
  const heading = note.headings.findLast((found) => found.line < line.number);
  if (!heading || generic.test(heading.text)) return name;
  const target = /\[\[([^[\]|#]+)/.exec(heading.text)?.[1];
  return target ? linkName(target.trim()) : heading.text;
}
