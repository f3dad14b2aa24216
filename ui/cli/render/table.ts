import { fit, oneLine, widthOf } from "./text.ts";

const GAP = "  ";
const NARROWEST = 12;

/** Columns side by side within a width; the widest one gives way. Without rows: `empty`. */
export function table(
  rows: readonly (readonly string[])[],
  columns: number,
  empty: string,
  header?: readonly string[],
): string {
  if (rows.length === 0) return empty;
  const cells = [...(header ? [header] : []), ...rows].map((row) => row.map(oneLine));
  const widths = cells[0]!.map((_, column) =>
    Math.max(...cells.map((row) => widthOf(row[column] ?? ""))),
  );
  const room = columns - GAP.length * (widths.length - 1);
  for (let over = sum(widths) - room; over > 0; over = sum(widths) - room) {
    const widest = widths.indexOf(Math.max(...widths));
    if (widths[widest]! <= NARROWEST) break;
    widths[widest] = Math.max(NARROWEST, widths[widest]! - over);
  }
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => pad(fit(cell, widths[column]!), widths[column]!))
      .join(GAP)
      .trimEnd();
  return cells.map(line).join("\n");
}

function pad(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - widthOf(text)));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
