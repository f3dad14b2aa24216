/** What a stretch of a note is, when it is not plain text. */
export type HiddenKind = "code" | "comment" | "math" | "frontmatter";

export interface Span {
  start: number;
  end: number;
  kind: HiddenKind;
}

const wikilink = /\[\[[^[\]\n]+\]\]/y;
const autolink = /<[a-z][a-z0-9+.-]*:[^\s<>]*>|https?:\/\/[^\s<>`]+/iy;

/** End of the run of backticks that closes one of `length`, or -1. */
function closingTicks(text: string, from: number, length: number): number {
  const runs = /`+/g;
  runs.lastIndex = from;
  for (let run = runs.exec(text); run; run = runs.exec(text))
    if (run[0].length === length) return run.index + length;
  return -1;
}

/** Where a mark is closed. One that was not found once is not looked for again. */
type Close = (mark: string, search: () => number) => number;

function remembering(): Close {
  const missing = new Set<string>();
  return (mark, search) => {
    if (missing.has(mark)) return -1;
    const end = search();
    if (end === -1) missing.add(mark);
    return end;
  };
}

function stickyEnd(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : -1;
}

function delimited(text: string, at: number, open: string, mark: string, close: Close): number {
  if (!text.startsWith(open, at)) return -1;
  return close(mark, () => {
    const end = text.indexOf(mark, at + open.length);
    return end === -1 ? -1 : end + mark.length;
  });
}

/**
 * Inline code, comments and math in the text of one block. The leftmost construct wins, so a
 * backtick inside a wikilink opens no code and a wikilink inside backticks is no link. A delimiter
 * that is never closed is text. A single `$` is money more often than math and is text.
 */
export function hiddenSpans(text: string): Span[] {
  const spans: Span[] = [];
  const close = remembering();
  let at = 0;
  while (at < text.length) {
    const step = spanAt(text, at, close);
    if (step.kind) spans.push({ start: at, end: step.end, kind: step.kind });
    at = step.end;
  }
  return spans;
}

function spanAt(text: string, at: number, close: Close): { end: number; kind?: HiddenKind } {
  const char = text[at];
  if (char === "\\") return { end: at + (text[at + 1] === "\n" ? 1 : 2) };
  if (char === "`") {
    let run = at;
    while (text[run] === "`") run++;
    const end = close(text.slice(at, run), () => closingTicks(text, run, run - at));
    return end === -1 ? { end: run } : { end, kind: "code" };
  }
  if (char === "[") {
    const end = stickyEnd(wikilink, text, at);
    return { end: end === -1 ? at + 1 : end };
  }
  if (char === "<" || char === "h" || char === "H") {
    const comment = delimited(text, at, "<!--", "-->", close);
    if (comment !== -1) return { end: comment, kind: "comment" };
    const end = stickyEnd(autolink, text, at);
    return { end: end === -1 ? at + 1 : end };
  }
  if (char === "%" || char === "$") {
    const mark = char + char;
    const end = delimited(text, at, mark, mark, close);
    if (end !== -1) return { end, kind: char === "%" ? "comment" : "math" };
  }
  return { end: at + 1 };
}
