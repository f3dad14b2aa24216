import { findLinks } from "./links.ts";
import type { Line } from "./scan.ts";

export interface Tag {
  /** Without the `#`. */
  name: string;
  /** Columns of the name, after the `#`. */
  start: number;
  end: number;
}

/** What Obsidian takes as the end of a tag: white space and punctuation except `-`, `_` and `/`. */
const tagEnd = String.raw`\s\u0000\u2000-\u206F\u2E00-\u2E7F\u3001\u3002\uFF01\uFF0C\uFF1A\uFF1B\uFF1F!"#$%&'()*+,.:;<=>?@^{|}~\x60\[\]\\`;
/** A tag begins a word: at the start, after white space, or after an opening mark. */
const tagPattern = new RegExp(`(?<=^|[\\s([{|>*_~,;"'\u201C\u2018\u0000])#([^${tagEnd}]+)`, "gu");
const htmlTag = /<\/?[a-z][^<>]*>/gi;

export function isTag(name: string): boolean {
  return new RegExp(`^(?!\\d+$)[^${tagEnd}]+$`, "u").test(name) && !/^\/|\/$|\/\//.test(name);
}

/** The tags in the text of a line; never in links, HTML, code, comments or frontmatter. */
export function findTags(line: Line): Tag[] {
  if (!line.visible.includes("#")) return [];
  const isTaken = takenPlaces(line);
  const tags: Tag[] = [];
  for (const found of line.visible.matchAll(tagPattern)) {
    const name = (found[1] ?? "").replace(/\/+$/, "");
    const start = found.index + 1;
    if (isTag(name) && !isTaken(start)) tags.push({ name, start, end: start + name.length });
  }
  return tags;
}

/** Asks, from left to right, whether a place is inside a link or an HTML tag. */
function takenPlaces(line: Line): (at: number) => boolean {
  const links = findLinks(line).map(({ outerStart, outerEnd }) => [outerStart, outerEnd] as const);
  const html = [...line.visible.matchAll(htmlTag)].map(
    (tag) => [tag.index, tag.index + tag[0].length] as const,
  );
  const taken = [...links, ...html].sort((one, other) => one[0] - other[0]);
  let next = 0;
  let until = 0;
  return (at) => {
    for (let place = taken[next]; place && place[0] < at; place = taken[++next])
      until = Math.max(until, place[1]);
    return at < until;
  };
}
