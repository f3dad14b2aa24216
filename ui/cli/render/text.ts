/** Marks in a text that become colours on a terminal and nothing elsewhere. They lie in a private-use area. */
const MARKS = { good: "\uE000", bad: "\uE001", dim: "\uE002", bold: "\uE003", end: "\uE004" };
const CODES: Readonly<Record<string, string>> = {
  [MARKS.good]: "\u001b[32m",
  [MARKS.bad]: "\u001b[31m",
  [MARKS.dim]: "\u001b[2m",
  [MARKS.bold]: "\u001b[1m",
  [MARKS.end]: "\u001b[0m",
};

export const good = (text: string) => `${MARKS.good}${text}${MARKS.end}`;
export const bad = (text: string) => `${MARKS.bad}${text}${MARKS.end}`;
export const dim = (text: string) => `${MARKS.dim}${text}${MARKS.end}`;
export const bold = (text: string) => `${MARKS.bold}${text}${MARKS.end}`;

export function paint(text: string, colored: boolean): string {
  return text.replace(/[\uE000-\uE004]/g, (mark) => (colored ? CODES[mark]! : ""));
}

/**
 * Text of a tool or a file for a terminal: what would move the cursor, colour, hide or reorder other text is shown as
 * a harmless sign instead.
 */
export function harmless(text: string): string {
  return text
    .replace(/\r\n/g, "\n")
    .replace(/[\u0000-\u0008\u000b-\u001f]/g, (sign) =>
      String.fromCharCode(0x2400 + sign.charCodeAt(0)),
    )
    .replace(/[\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069\uE000-\uE004]/g, "\uFFFD");
}

/** One line of it. */
export function oneLine(text: string): string {
  return harmless(text).replace(/\s+/g, " ").trim();
}

export function widthOf(text: string): number {
  return Bun.stringWidth(paint(text, false));
}

/** Cut to a width, with `…` where something is missing. Takes text without marks. */
export function fit(text: string, width: number): string {
  if (Bun.stringWidth(text) <= width) return text;
  let cut = "";
  let used = 1;
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    used += Bun.stringWidth(segment);
    if (used > width) break;
    cut += segment;
  }
  return `${cut}…`;
}

/** Broken at blanks into lines of at most `width`; what is carried over is indented. */
export function wrap(text: string, width: number, indent = ""): string {
  const lines: string[] = [];
  let line = /^ */.exec(text)![0];
  let isEmpty = true;
  for (const word of text.trimStart().split(" ")) {
    const longer = isEmpty ? line + word : `${line} ${word}`;
    if (isEmpty || widthOf(longer) <= width) line = longer;
    else {
      lines.push(line);
      line = indent + word;
    }
    isEmpty = false;
  }
  return [...lines, line].join("\n");
}
