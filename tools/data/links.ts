import { withoutMd } from "./document.ts";
import type { Line } from "./scan.ts";

export type LinkKind = "wiki" | "embed" | "markdown";

export interface Link {
  line: number;
  kind: LinkKind;
  /** How the target is written; only markdown targets are percent-encoded. */
  syntax: "wiki" | "bare" | "angle";
  /** Columns of the written target (path and subpath), without what stands around it. */
  start: number;
  end: number;
  /** Columns of the whole link. */
  outerStart: number;
  outerEnd: number;
  /** Decoded path, empty for a link into the same note. */
  path: string;
  /** Decoded subpath without its first `#`: `Heading`, `A#B` or `^block`. */
  subpath: string;
  alias?: string;
}

const wiki = /(!?)\[\[([^[\]\n\u0000]+)\]\]/g;
const external = /^[a-z][a-z0-9+.-]*:/i;
const definition = /^\[(?!\^)[^\]\u0000]+\]:[ \t]*(?:<([^<>\u0000]*)>|([^\s<\u0000]\S*))/;

/** A longer shown text or destination is no link, which keeps the search short. */
const maxLength = 4096;

/** Every link of the line that leads into the vault. Links in code and comments are none. */
export function findLinks(line: Line): Link[] {
  const links = [...wikiLinks(line.visible, line.number), ...markdownLinks(line)];
  return links.sort((one, other) => one.start - other.start);
}

/** Wikilinks in a stretch of text; also used for the values of frontmatter. */
export function wikiLinks(visible: string, lineNumber: number): Link[] {
  const links: Link[] = [];
  for (const found of visible.matchAll(wiki)) {
    if (escaped(visible, found.index)) continue;
    const inner = found[2] ?? "";
    const pipe = inner.indexOf("|");
    const written = pipe === -1 ? inner : inner.slice(0, pipe).replace(/\\$/, "");
    const target = written.trim();
    if (/^[a-z][a-z0-9+.-]*:\/\//i.test(target)) continue;
    const outerStart = found.index;
    const start =
      outerStart + (found[1] ?? "").length + 2 + (written.length - written.trimStart().length);
    links.push({
      line: lineNumber,
      kind: found[1] ? "embed" : "wiki",
      syntax: "wiki",
      start,
      end: start + target.length,
      outerStart,
      outerEnd: outerStart + found[0].length,
      ...parts(target),
      ...(pipe === -1 ? {} : { alias: inner.slice(pipe + 1).trim() }),
    });
  }
  return links;
}

function escaped(text: string, at: number): boolean {
  let slashes = 0;
  while (text[at - 1 - slashes] === "\\") slashes++;
  return slashes % 2 === 1;
}

function parts(target: string): { path: string; subpath: string } {
  const hash = target.indexOf("#");
  if (hash === -1) return { path: target, subpath: "" };
  return { path: target.slice(0, hash).trim(), subpath: target.slice(hash + 1).trim() };
}

/** Percent-decoding that leaves a stray `%` as it stands. */
export function decode(written: string): string {
  try {
    return decodeURIComponent(written);
  } catch {
    return written;
  }
}

function markdownLinks(line: Line): Link[] {
  const links: Link[] = [];
  const text = line.visible;
  for (let at = text.indexOf("]("); at !== -1; at = text.indexOf("](", at + 2)) {
    const open = openingBracket(text, at);
    const destination = open === -1 ? undefined : destinationAt(text, at + 2);
    if (!destination) continue;
    const outerStart = text[open - 1] === "!" ? open - 1 : open;
    const alias = line.raw.slice(open + 1, at);
    const link = markdownLink(line.number, text, destination, outerStart, alias);
    if (link) links.push(link);
  }
  const reference = definition.exec(text.slice(line.content));
  if (reference && !line.item) {
    const written = reference[1] ?? reference[2] ?? "";
    const end = line.content + reference[0].length - (reference[1] === undefined ? 0 : 1);
    const syntax = reference[1] === undefined ? "bare" : "angle";
    const destination: Destination = { start: end - written.length, end, outerEnd: end, syntax };
    const link = markdownLink(line.number, text, destination, line.content, undefined);
    if (link) links.push(link);
  }
  return links;
}

function markdownLink(
  line: number,
  text: string,
  destination: Destination,
  outerStart: number,
  alias: string | undefined,
): Link | undefined {
  const { start, end, outerEnd, syntax } = destination;
  const written = text.slice(start, end);
  if (written === "" || external.test(written) || written.startsWith("//")) return undefined;
  const split = parts(written);
  const path = decode(split.path);
  const subpath = decode(split.subpath);
  const shown = alias === undefined ? {} : { alias };
  return {
    line,
    kind: "markdown",
    syntax,
    start,
    end,
    outerStart,
    outerEnd,
    path,
    subpath,
    ...shown,
  };
}

/** The `[` that belongs to the `]` at `close`, or -1; not farther away than a shown text is long. */
function openingBracket(text: string, close: number): number {
  let depth = 0;
  for (let at = close; at >= Math.max(0, close - maxLength); at--) {
    if (text[at] === "]" && !escaped(text, at)) depth++;
    if (text[at] === "[" && !escaped(text, at) && --depth === 0) return at;
  }
  return -1;
}

interface Destination {
  start: number;
  end: number;
  outerEnd: number;
  syntax: "bare" | "angle";
}

/** The destination after `](`: in angle brackets, or without white space and with even parentheses. */
function destinationAt(text: string, from: number): Destination | undefined {
  const space = /[ \t]*/y;
  space.lastIndex = from;
  space.test(text);
  const begin = space.lastIndex;
  const angle = /<([^<>\u0000]*)>/y;
  angle.lastIndex = begin;
  const found = angle.exec(text);
  const end = found ? angle.lastIndex : bareEnd(text, begin);
  const tail = /(?:[ \t]+(?:"[^"]*"|'[^']*'|\([^()]*\)))?[ \t]*\)/y;
  tail.lastIndex = end;
  if (!tail.test(text)) return undefined;
  const outerEnd = tail.lastIndex;
  if (found) return { start: begin + 1, end: end - 1, outerEnd, syntax: "angle" };
  return { start: begin, end, outerEnd, syntax: "bare" };
}

function bareEnd(text: string, from: number): number {
  let depth = 0;
  let at = from;
  for (; at < Math.min(text.length, from + maxLength); at++) {
    const char = text[at] ?? "";
    if (/[\s\u0000]/.test(char)) break;
    if (char === "(") depth++;
    if (char === ")" && depth-- === 0) break;
    if (char === "\\") at++;
  }
  return Math.min(at, text.length);
}

/** The last part of a link path as a name: `projects/Bluebird.md` is `Bluebird`. */
export function linkName(path: string): string {
  return withoutMd(path.slice(path.lastIndexOf("/") + 1));
}
