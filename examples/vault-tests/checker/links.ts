import { isCollection, isScalar, parseDocument, visit } from "yaml";
import { percentComments, within, type Note, type Span } from "./note.ts";
import { probe } from "./probe.ts";

/** One part of a target: where it stands in the file, and what it says once decoded. */
export type Piece = Span & { text: string };

export type Link = Span & {
  style: "wiki" | "markdown";
  /** `projects/Bluebird` has two pieces; a link into its own note has none. */
  path: Piece[];
  /** `#Plan#Dates` has two pieces, `#^id` one. */
  fragment: Piece[];
  /** Written between angle brackets, so spaces may stay bare. */
  bracketed: boolean;
  /** In an Obsidian comment or a bare YAML list: the reader may or may not count it as a link. */
  doubtful: boolean;
};

const WIKI = /!?\[\[([^[\]\n]+)\]\]/g;
const INLINE =
  /\]\([ \t]*(<[^<>\n]*>|[^\s()<>]*(?:\([^\s()]*\)[^\s()<>]*)*)(?:[ \t]+(?:"[^"\n]*"|'[^'\n]*'))?[ \t]*\)/g;
const DEFINITION = /^ {0,3}\[[^\]\n]+\]:[ \t]*(<[^<>\n]*>|[^\s<>]+)/gm;

/** Links into the vault, in the order in which they are written; web addresses are none. */
export function findLinks(note: Note): Link[] {
  return [...propertyLinks(note), ...bodyLinks(note)].sort((a, b) => a.start - b.start);
}

function bodyLinks(note: Note): Link[] {
  const { body, bodyStart } = note;
  const wiki = [...body.matchAll(WIKI)].map((match) => ({
    at: match.index + match[0].indexOf("[[") + 2,
    expected: "text",
    link: wikiLink(match, bodyStart),
  }));
  const markdown = [...body.matchAll(INLINE), ...body.matchAll(DEFINITION)].map((match) => {
    const target = match[1] ?? "";
    const lead = /^\]\([ \t]*/.exec(match[0])?.[0].length ?? match[0].length - target.length;
    const at = match.index + lead;
    const inside = target.startsWith("<") ? at + 1 : at;
    return {
      at: inside,
      expected: "destination",
      link: markdownLink(match, target, bodyStart + inside, bodyStart),
    };
  });
  const candidates = [...wiki, ...markdown];
  const places = probe(
    body,
    candidates.map((candidate) => candidate.at),
  );
  const comments = percentComments(body);
  return candidates.flatMap(({ at, expected, link }, index) => {
    if (places[index]?.kind !== expected || !link) return [];
    return [{ ...link, doubtful: within(comments, at) }];
  });
}

/** Obsidian follows a wikilink inside a property only when YAML reads it as a string. */
function propertyLinks(note: Note): Link[] {
  if (!note.properties) return [];
  const { start, end } = note.properties;
  const yaml = note.text.slice(start, end);
  const strings: Span[] = [];
  const lists: Span[] = [];
  visit(parseDocument(yaml), (_, node) => {
    const range = isScalar(node) || isCollection(node) ? node.range : undefined;
    if (!range) return;
    const span = { start: range[0], end: range[1] };
    if (isScalar(node) && typeof node.value === "string") strings.push(span);
    if (isCollection(node) && node.flow) lists.push(span);
  });
  return [...yaml.matchAll(WIKI)].flatMap((match) => {
    const string = within(strings, match.index);
    if (!string && !within(lists, match.index)) return [];
    return [{ ...wikiLink(match, start), doubtful: !string }];
  });
}

function wikiLink(match: RegExpExecArray, shift: number): Link {
  const inner = match[1] ?? "";
  // Inside a table the bar before the shown text is escaped.
  const target = inner.split(/\\?\|/)[0] ?? "";
  const start = shift + match.index + match[0].indexOf("[[") + 2;
  return {
    start: shift + match.index,
    end: shift + match.index + match[0].length,
    style: "wiki",
    ...pieces(target, start, (text) => text),
    bracketed: false,
    doubtful: false,
  };
}

function markdownLink(match: RegExpExecArray, written: string, start: number, shift: number) {
  const bracketed = written.startsWith("<");
  const target = bracketed ? written.slice(1, -1) : written;
  if (target === "" || /^(?:[a-z][a-z0-9+.-]*:|\/\/)/i.test(target)) return undefined;
  return {
    start: shift + match.index,
    end: shift + match.index + match[0].length,
    style: "markdown" as const,
    ...pieces(target, start, decode),
    bracketed,
    doubtful: false,
  };
}

function pieces(target: string, start: number, read: (raw: string) => string) {
  const [path = "", ...fragments] = target.split("#");
  const parts = (texts: string[], from: number): Piece[] => {
    let at = from;
    return texts.map((raw) => {
      const lead = raw.length - raw.trimStart().length;
      const piece = {
        start: at + lead,
        end: at + lead + raw.trim().length,
        text: read(raw.trim()),
      };
      at += raw.length + 1;
      return piece;
    });
  };
  return {
    path: path.trim() === "" ? [] : parts(path.split("/"), start),
    fragment: parts(fragments, start + path.length + 1).filter((piece) => piece.text !== ""),
  };
}

function decode(raw: string): string {
  const bare = raw.replace(/\\([!-/:-@[-`{-~])/g, "$1");
  try {
    return decodeURIComponent(bare);
  } catch {
    return bare; // A lone percent sign is part of the name.
  }
}
