import type { Document } from "./document.ts";
import { type Line, isDelimiterRow, scan } from "./scan.ts";

export interface Table {
  path: string;
  /** Line of the header. */
  line: number;
  header: string[];
  rows: string[][];
}

/** Every table of every document; a row has as many cells as the header. */
export function readTables(documents: readonly Document[]): Table[] {
  return documents.flatMap(({ path, text }) => {
    const tables: Table[] = [];
    const { lines } = scan(text);
    for (let index = 0; index < lines.length; index++) {
      const [head, rule] = [lines[index], lines[index + 1]];
      if (!head || !rule || !startsTable(head, rule)) continue;
      const header = cells(head);
      const rows: string[][] = [];
      for (index += 2; isRow(lines[index]); index++) {
        const row = cells(lines[index]);
        rows.push(header.map((_, column) => row[column] ?? ""));
      }
      index--;
      tables.push({ path, line: head.number, header, rows });
    }
    return tables;
  });
}

function content(line: Line): string {
  return line.visible.slice(line.content).trim();
}

function startsTable(head: Line, rule: Line): boolean {
  if (!isDelimiterRow(content(rule)) || !content(head).includes("|")) return false;
  return cells(head).length === cells(rule).length;
}

function isRow(line: Line | undefined): boolean {
  if (!line || line.heading || line.item) return false;
  const text = content(line);
  return text !== "" && !/^\u0000+$/.test(text);
}

/** Cells of a row. `\|` is a bar in the text, and a bar in inline code does not part cells. */
function cells(line: Line | undefined): string[] {
  if (!line) return [];
  const raw = line.raw.slice(line.content);
  const visible = line.visible.slice(line.content);
  const found: string[] = [];
  let from = 0;
  for (let at = 0; at <= visible.length; at++) {
    if (visible[at] === "\\") at++;
    else if (at === visible.length || visible[at] === "|") {
      found.push(raw.slice(from, at).trim().replaceAll("\\|", "|"));
      from = at + 1;
    }
  }
  if (from <= visible.length) found.push(raw.slice(from).trim().replaceAll("\\|", "|"));
  if (visible.trimStart().startsWith("|")) found.shift();
  if (/(?<!\\)\|\s*$/.test(visible)) found.pop();
  return found;
}
