import { type Item, fieldOf } from "./filter.ts";

export interface Column {
  field?: string | undefined;
  title?: string | undefined;
  suffix?: string | undefined;
  align?: "left" | "right" | undefined;
  template?: string | undefined;
}

const maxWidth = 100;
const gap = "    ";

/** Columns that a terminal needs for the text: wide characters take two, marks none. */
const widthOf = (text: string): number => Bun.stringWidth(text);

/** An aligned table of at most 100 columns. The widest cells are cut first, with an ellipsis. */
export function formatItems(items: readonly Item[], columns: readonly Column[]): string {
  if (items.length === 0) return "";
  const titles = columns.map((column) => column.title ?? "");
  const body = items.map((item) => columns.map((column) => cell(item, column)));
  const rows = titles.some((title) => title !== "") ? [titles, ...body] : body;
  const widths = fit(
    columns.map((_, index) =>
      rows.reduce((most, row) => Math.max(most, widthOf(row[index] ?? "")), 0),
    ),
    columns,
  );
  return rows.map((row) => line(row, widths, columns)).join("\n");
}

function cell(item: Item, column: Column): string {
  const text = column.template
    ? column.template.replace(/\{([^{}]+)\}/g, (_, field: string) => show(fieldOf(item, field)))
    : show(fieldOf(item, column.field ?? ""));
  return text === "" ? "" : text + (column.suffix ?? "");
}

/** A value on one line; control characters would let a note draw on the terminal. */
function show(value: unknown): string {
  if (value === undefined || value === null) return "";
  if (Array.isArray(value)) return value.map(show).join(", ");
  const text = typeof value === "object" ? JSON.stringify(value) : String(value);
  return text.replace(/[\s\p{Cc}\u2028-\u202E\u2066-\u2069]+/gu, " ").trim();
}

/** Narrows the widest column until the row fits; what a template makes, such as path:line, last. */
function fit(widths: number[], columns: readonly Column[]): number[] {
  const room = maxWidth - gap.length * (widths.length - 1);
  const fitted = [...widths];
  for (let over = fitted.reduce((sum, width) => sum + width, 0) - room; over > 0; over--) {
    const plain = fitted.map((width, index) =>
      columns[index]?.template || width <= 16 ? 0 : width,
    );
    const pool = Math.max(...plain) > 0 ? plain : fitted;
    const widest = pool.indexOf(Math.max(...pool));
    fitted[widest] = Math.max(1, (fitted[widest] ?? 1) - 1);
  }
  return fitted;
}

function line(
  row: readonly string[],
  widths: readonly number[],
  columns: readonly Column[],
): string {
  const cells = row.map((text, index) => {
    const width = widths[index] ?? 0;
    const shown = cut(text, width);
    const space = " ".repeat(width - widthOf(shown));
    return columns[index]?.align === "right" ? space + shown : shown + space;
  });
  return cells.join(gap).trimEnd();
}

function cut(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  let kept = "";
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    if (widthOf(kept + segment) > width - 1) break;
    kept += segment;
  }
  return `${kept}…`;
}
