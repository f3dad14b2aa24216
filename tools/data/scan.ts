import { type Container, type Cursor, continued, isRule, measure, opened } from "./container.ts";
import { type SourceLine, splitLines } from "./document.ts";
import { type HiddenKind, type Span, hiddenSpans } from "./spans.ts";

export interface Heading {
  line: number;
  level: number;
  text: string;
  /** Where `text` stands in its line. */
  column: number;
}

export interface Line extends SourceLine {
  /** `raw` with every hidden character replaced by U+0000: same length, same columns. */
  visible: string;
  hidden: Span[];
  /** Where the content begins after quote marks, list markers and indentation. */
  content: number;
  /** True when the line opens a list item; its content begins at `content`. */
  item: boolean;
  heading?: Heading;
}

export interface Note {
  text: string;
  lines: Line[];
  headings: Heading[];
  /** Offsets of the YAML between the `---` lines. */
  frontmatter?: { start: number; end: number };
}

/** A block that runs over lines until its closing mark. */
interface Leaf {
  kind: HiddenKind;
  /** Number of containers it stands in, when leaving one of them ends it. */
  depth?: number;
  closes: (rest: string) => number;
}

interface State {
  containers: Container[];
  leaf?: Leaf;
  /** Lines of the open paragraph. */
  paragraph: Line[];
  /** The last line with `$$`: one that is never closed is text. */
  lastMath: number;
}

/** Deeper nesting is read as text. */
const maxDepth = 100;

const HIDDEN = "\u0000";

/** Reads a note once: frontmatter, code, comments, math, headings, list items. Never fails. */
export function scan(text: string): Note {
  const lines = splitLines(text).map((line): Line => ({
    ...line,
    visible: line.raw,
    hidden: [],
    content: 0,
    item: false,
  }));
  const note: Note = { text, lines, headings: [] };
  const lastMath = lines.findLastIndex((line) => line.raw.includes("$$")) + 1;
  const state: State = { containers: [], paragraph: [], lastMath };
  for (let index = readFrontmatter(note); index < lines.length; index++) {
    const line = lines[index];
    if (line) readLine(state, line);
  }
  endParagraph(state);
  for (const line of lines) {
    line.visible = masked(line);
    if (line.heading) note.headings.push(line.heading);
  }
  return note;
}

function readFrontmatter(note: Note): number {
  const first = note.lines[0];
  if (!first || !/^\uFEFF?---[ \t]*$/.test(first.raw)) return 0;
  const end = note.lines.findIndex((line, index) => index > 0 && /^---[ \t]*$/.test(line.raw));
  const [body, close] = [note.lines[1], note.lines[end]];
  if (end === -1 || !body || !close) return 0;
  note.frontmatter = { start: body.start, end: close.start };
  for (const line of note.lines.slice(0, end + 1)) hide(line, "frontmatter");
  return end + 1;
}

function readLine(state: State, line: Line): void {
  const origin = line.raw.startsWith("\uFEFF") ? { at: 1, column: 0 } : { at: 0, column: 0 };
  const { matched, cursor } = continued(line.raw, origin, state.containers);
  line.content = cursor.at;
  if (state.leaf && continueLeaf(state, line, cursor, matched)) return;
  const indent = measure(line.raw, cursor);
  if (indent.blank) {
    endParagraph(state);
    state.containers.length = matched;
    return;
  }
  if (matched < state.containers.length) {
    if (state.paragraph.length > 0 && !startsBlock(line.raw.slice(indent.next.at))) {
      line.content = indent.next.at;
      state.paragraph.push(line);
      return;
    }
    endParagraph(state);
    state.containers.length = matched;
  }
  readBlock(state, line, cursor);
}

/** True when the open leaf took the line. A fence ends with the container it stands in. */
function continueLeaf(state: State, line: Line, cursor: Cursor, matched: number): boolean {
  const leaf = state.leaf;
  if (!leaf) return false;
  if (leaf.depth !== undefined && matched < leaf.depth) {
    state.leaf = undefined;
    return false;
  }
  const indent = measure(line.raw, cursor);
  const from = leaf.depth === undefined || indent.columns > 3 ? 0 : indent.next.at;
  const end = leaf.closes(line.raw.slice(from));
  if (end === -1) {
    hide(line, leaf.kind);
    return true;
  }
  state.leaf = undefined;
  hide(line, leaf.kind, 0, from + end);
  line.content = from + end;
  if (line.raw.slice(line.content).trim() !== "") state.paragraph = [line];
  return true;
}

function startsBlock(rest: string): boolean {
  if (isRule(rest)) return true;
  return /^(?:>|[-*+][ \t]|\d{1,9}[.)][ \t]|#{1,6}(?:[ \t]|$)|`{3}|~{3}|%%|\$\$|<!--)/.test(rest);
}

function readBlock(state: State, line: Line, start: Cursor): void {
  let cursor = start;
  for (;;) {
    const indent = measure(line.raw, cursor);
    const rest = line.raw.slice(indent.next.at);
    const inList = state.containers.some((container) => container.kind === "item");
    if (setext(state, line, indent.next.at)) return;
    const open = state.containers.length < maxDepth ? opened(line.raw, cursor) : undefined;
    if (indent.columns > 3 && state.paragraph.length === 0 && !line.item && !(open && inList)) {
      hide(line, "code");
      return;
    }
    if (!open || (indent.columns > 3 && !inList)) {
      line.content = indent.next.at;
      if (indent.columns > 3 && !inList) state.paragraph.push(line);
      else readLeaf(state, line, rest);
      return;
    }
    endParagraph(state);
    state.containers.push(open.container);
    line.item = open.container.kind === "item";
    cursor = open.cursor;
  }
}

function setext(state: State, line: Line, at: number): boolean {
  const title = state.paragraph[0];
  if (state.paragraph.length !== 1 || !title || title.item) return false;
  const underline = /^(=+|-+)[ \t]*$/.exec(line.raw.slice(at));
  if (!underline) return false;
  endParagraph(state);
  const text = title.raw.slice(title.content).trimEnd();
  const level = underline[1]?.startsWith("=") ? 1 : 2;
  title.heading = { line: title.number, level, text, column: title.content };
  return true;
}

function readLeaf(state: State, line: Line, rest: string): void {
  const leaf = openLeaf(state, rest, line);
  if (leaf) {
    endParagraph(state);
    const closed = leaf.depth === undefined ? leaf.closes(rest.slice(2)) : -1;
    if (closed === -1) {
      state.leaf = leaf;
      hide(line, leaf.kind);
      return;
    }
    if (leaf.kind === "code") hide(line, "code", 0, line.content + 2 + closed);
  }
  const heading = /^(#{1,6})(?:[ \t]+|$)/.exec(rest);
  if (heading) {
    endParagraph(state);
    const text = withoutClosing(rest.slice(heading[0].length));
    const column = line.content + heading[0].length;
    const level = heading[1]?.length ?? 1;
    line.heading = { line: line.number, level, text, column };
    hideInline([line]);
    return;
  }
  if (isRule(rest)) {
    endParagraph(state);
    return;
  }
  state.paragraph.push(line);
}

/** `Title ##` is the title; the marks count only after a space or alone. */
function withoutClosing(text: string): string {
  const trimmed = text.trimEnd();
  const marks = /#+$/.exec(trimmed.slice(-1000))?.[0].length ?? 0;
  const title = trimmed.slice(0, trimmed.length - marks);
  return title === title.trimEnd() && title !== "" ? trimmed : title.trimEnd();
}

function openLeaf(state: State, rest: string, line: Line): Leaf | undefined {
  const fence = /^(?:(`{3,})[^`]*|(~{3,}).*)$/.exec(rest);
  if (fence) {
    const mark = fence[1] ?? fence[2] ?? "";
    const close = new RegExp(`^\\${mark[0]}{${mark.length},}[ \\t]*$`);
    const closes = (line: string): number => (close.test(line) ? line.length : -1);
    return { kind: "code", depth: state.containers.length, closes };
  }
  if (rest.startsWith("%%")) return until("comment", "%%");
  if (rest.startsWith("<!--")) return until("comment", "-->");
  if (rest.startsWith("$$") && (line.number < state.lastMath || rest.indexOf("$$", 2) > 0))
    return until("math", "$$");
  const raw = /^<(pre|script|style|textarea)(?=[\s>]|$)/i.exec(rest);
  return raw?.[1] ? until("code", `</${raw[1].toLowerCase()}>`) : undefined;
}

function until(kind: HiddenKind, mark: string): Leaf {
  const closes = (rest: string): number => {
    const at = rest.toLowerCase().indexOf(mark);
    return at === -1 ? -1 : at + mark.length;
  };
  return { kind, closes };
}

function endParagraph(state: State): void {
  const rows = state.paragraph.some((line) => isDelimiterRow(line.raw.slice(line.content)));
  if (rows) for (const line of state.paragraph) hideInline([line]);
  if (!rows) hideInline(state.paragraph);
  state.paragraph = [];
}

/** The row of dashes under the head of a table. */
export function isDelimiterRow(text: string): boolean {
  return text.includes("|") && text.includes("-") && /^[\s|:-]+$/.test(text);
}

/** Hides inline spans; a span may run over the lines of one paragraph. */
function hideInline(lines: Line[]): void {
  const text = lines.map((line) => line.raw.slice(line.content)).join("\n");
  const spans = hiddenSpans(text);
  let offset = 0;
  let next = 0;
  for (const line of lines) {
    const length = line.raw.length - line.content;
    for (let index = next; index < spans.length; index++) {
      const span = spans[index];
      if (!span || span.start >= offset + length) break;
      const start = Math.max(span.start - offset, 0);
      const end = Math.min(span.end - offset, length);
      if (start < end) hide(line, span.kind, line.content + start, line.content + end);
      if (span.end <= offset + length) next = index + 1;
    }
    offset += length + 1;
  }
}

function hide(line: Line, kind: HiddenKind, start = 0, end = line.raw.length): void {
  line.hidden.push({ start, end, kind });
}

function masked(line: Line): string {
  if (line.hidden.length === 0) return line.raw;
  let visible = "";
  for (const { start, end } of line.hidden.toSorted((one, other) => one.start - other.start)) {
    if (start > visible.length) visible += line.raw.slice(visible.length, start);
    visible += HIDDEN.repeat(Math.max(0, end - visible.length));
  }
  return visible + line.raw.slice(visible.length);
}
