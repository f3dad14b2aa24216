/** Block quotes (callouts too) and list items: what a line can be nested in. */
export type Container = { kind: "quote" } | { kind: "item"; width: number };

/** A place in a line: index of the next character and the column it stands in (tab stop 4). */
export interface Cursor {
  at: number;
  column: number;
}

export interface Indent {
  next: Cursor;
  columns: number;
  blank: boolean;
}

export function measure(raw: string, from: Cursor): Indent {
  let { at, column } = from;
  for (; raw[at] === " " || raw[at] === "\t"; at++)
    column += raw[at] === "\t" ? 4 - (column % 4) : 1;
  return { next: { at, column }, columns: column - from.column, blank: at >= raw.length };
}

export function advance(raw: string, from: Cursor, columns: number): Cursor {
  let { at, column } = from;
  const target = column + columns;
  for (; column < target && (raw[at] === " " || raw[at] === "\t"); at++)
    column += raw[at] === "\t" ? 4 - (column % 4) : 1;
  return { at, column };
}

function afterQuoteMark(raw: string, mark: Cursor): Cursor {
  return advance(raw, { at: mark.at + 1, column: mark.column + 1 }, 1);
}

/** How many of the open containers the line continues, and where its own content begins. */
export function continued(
  raw: string,
  start: Cursor,
  open: readonly Container[],
): { matched: number; cursor: Cursor } {
  let cursor = start;
  let matched = 0;
  for (const container of open) {
    const indent = measure(raw, cursor);
    if (container.kind === "quote") {
      if (indent.columns > 3 || raw[indent.next.at] !== ">") break;
      cursor = afterQuoteMark(raw, indent.next);
    } else {
      if (!indent.blank && indent.columns < container.width) break;
      cursor = indent.blank ? indent.next : advance(raw, cursor, container.width);
    }
    matched++;
  }
  return { matched, cursor };
}

const marker = /(?:[-*+]|\d{1,9}[.)])(?=[ \t]|$)/y;
export function isRule(rest: string): boolean {
  if (!/^(?:[-\s]+|[*\s]+|[_\s]+)$/.test(rest)) return false;
  return rest.replace(/\s+/g, "").length >= 3;
}

/** The container that the line opens at the cursor, if any. Width is counted from the cursor. */
export function opened(
  raw: string,
  from: Cursor,
): { container: Container; cursor: Cursor } | undefined {
  const indent = measure(raw, from);
  const { at, column } = indent.next;
  if (raw[at] === ">")
    return { container: { kind: "quote" }, cursor: afterQuoteMark(raw, indent.next) };
  marker.lastIndex = at;
  const found = marker.exec(raw);
  if (!found || isRule(raw.slice(at))) return undefined;
  const after = { at: at + found[0].length, column: column + found[0].length };
  const gap = measure(raw, after);
  const padding = gap.blank || gap.columns > 4 ? 1 : gap.columns;
  const width = indent.columns + found[0].length + padding;
  return { container: { kind: "item", width }, cursor: advance(raw, after, padding) };
}
