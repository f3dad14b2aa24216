import { renameSegment } from "./names.ts";
import { percentComments, within, type Span } from "./note.ts";
import { probe } from "./probe.ts";
import { overlaps, type Rename, type Site } from "./site.ts";

// What ends a tag in Obsidian: white space and punctuation other than - _ and /.
const TAG = /#([^\s\u2000-\u206F\u2E00-\u2E7F'!"#$%&()*+,.:;<=>?@^`{|}~[\]\\]+)/g;

/** Tag segments in the body; `taken` are links, whose targets and shown texts are no tags. */
export function tagSites(body: string, taken: readonly Span[], rename: Rename): Site[] {
  const tags = [...body.matchAll(TAG)].filter(
    (tag) => !overlaps(taken, { start: tag.index, end: tag.index + 1 }),
  );
  const named = tags.filter((tag) => segmentSites(tag[1] ?? "", 0, "tag", rename).length > 0);
  const places = probe(
    body,
    named.map((tag) => tag.index + 1),
  );
  const comments = percentComments(body);
  return named.flatMap((tag, index): Site[] => {
    const place = places[index];
    if (place?.kind !== "text" || /[\w/&]/.test(body[tag.index - 1] ?? "")) return [];
    const open = tag.index === 0 || /\s/.test(body[tag.index - 1] ?? "");
    const sure = open && !place.inside.includes("a") && !within(comments, tag.index);
    const sites = segmentSites(tag[1] ?? "", tag.index + 1, "tag", rename);
    return sure ? sites : sites.map((site) => ({ ...site, duty: "may" as const }));
  });
}

/** The segments of one tag, `area/bluebird`, that are the name. */
export function segmentSites(tag: string, start: number, what: string, { from, to }: Rename) {
  let at = start;
  return tag.split("/").flatMap((segment): Site[] => {
    const here = at;
    at += segment.length + 1;
    const renamed = renameSegment(segment, from, to);
    return renamed ? [{ start: here, end: here + segment.length, what, ...renamed }] : [];
  });
}
