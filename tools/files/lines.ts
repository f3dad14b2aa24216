/** Where a line's text stands in its file: from `start` up to `end`, without its line break. */
export interface Line {
  readonly start: number;
  readonly end: number;
}

/** Lines end with `\n` or `\r\n`; a break at the very end opens no further line. */
export function splitLines(text: string): Line[] {
  const lines: Line[] = [];
  for (let start = 0; start < text.length;) {
    const newline = text.indexOf("\n", start);
    const next = newline === -1 ? text.length : newline + 1;
    let end = newline === -1 ? text.length : newline;
    if (newline > start && text[newline - 1] === "\r") end -= 1;
    lines.push({ start, end });
    start = next;
  }
  return lines;
}

/** At most `max` characters, never half a surrogate pair. */
export function cut(text: string, max: number): string {
  if (text.length <= max) return text;
  const code = text.charCodeAt(max - 1);
  return text.slice(0, code >= 0xd800 && code <= 0xdbff ? max - 1 : max);
}
