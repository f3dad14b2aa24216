import { lineAt, percentComments, readNote, within } from "./note.ts";
import { probe } from "./probe.ts";

export type Task = { path: string; line: number; text: string; due?: string };
export type DueTask = Task & { due: string };

const DUE = /📅\uFE0F?[ \t]*(\S+)/u;

/**
 * Open tasks due before `date`, sorted by path and line. `text` is the task without its due date,
 * without the list marker, and with runs of spaces made one.
 */
export function overdueTasks(vault: ReadonlyMap<string, string>, date: string): DueTask[] {
  return openTasks(vault).filter(
    (task): task is DueTask => task.due !== undefined && task.due < date,
  );
}

/** Every `[ ]` that a CommonMark reader shows as an empty checkbox, sorted by path and line. */
export function openTasks(vault: ReadonlyMap<string, string>): Task[] {
  const paths = [...vault.keys()].filter((path) => path.endsWith(".md")).sort();
  return paths.flatMap((path) => openTasksOf(path, vault.get(path) ?? ""));
}

function openTasksOf(path: string, text: string): Task[] {
  const note = readNote(text);
  const boxes = [...note.body.matchAll(/\[ \][ \t]+(?=\S)/g)].map(
    (box) => box.index + box[0].length,
  );
  if (boxes.length === 0) return [];
  const comments = percentComments(note.body);
  const places = probe(note.body, boxes);
  const open = boxes.filter((at, i) => places[i]?.afterOpenBox && !within(comments, at));
  return open.map((at) => {
    const end = note.body.indexOf("\n", at);
    const raw = note.body.slice(at, end < 0 ? undefined : end);
    const due = liveDue(note.body, at, raw);
    const shown = due ? raw.slice(0, due.start) + raw.slice(due.end) : raw;
    const task = {
      path,
      line: lineAt(text, note.bodyStart + at),
      text: shown.replace(/\s+/g, " ").trim(),
    };
    return due ? { ...task, due: due.date } : task;
  });
}

/** A date written as inline code or in a comment is not one. */
function liveDue(body: string, at: number, raw: string) {
  const match = DUE.exec(raw);
  const date = match?.[1];
  if (!match || !date || !isCalendarDate(date)) return undefined;
  if (probe(body, [at + match.index])[0]?.kind !== "text") return undefined;
  return { date, start: match.index, end: match.index + match[0].length };
}

function isCalendarDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}
