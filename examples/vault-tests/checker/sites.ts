import { frontmatterSites } from "./frontmatter-sites.ts";
import { headingSites } from "./heading-sites.ts";
import { findLinks, type Link } from "./links.ts";
import { linkSites } from "./link-sites.ts";
import { distinct, spellings } from "./names.ts";
import { readNote, within, type Note } from "./note.ts";
import { probe, type Place } from "./probe.ts";
import type { Library } from "./resolve.ts";
import { occurrences, overlaps, type Rename, type Site } from "./site.ts";
import { tagSites } from "./tag-sites.ts";

/** Every place of a note that spells the name, in order and without overlap. */
export function renameSites(library: Library, path: string, rename: Rename): Site[] {
  const note = readNote(library.texts.get(path) ?? "");
  if (!resembles(note.text, rename.from)) return [];
  const links = findLinks(note);
  const inBody = (sites: readonly Site[]) => sites.map((site) => moved(site, note.bodyStart));
  const linksInBody = links.map((link) => moved(link, -note.bodyStart));
  const sites = [
    ...linkSites(library, path, links, rename),
    ...frontmatterSites(note, rename),
    ...inBody(tagSites(note.body, linksInBody, rename)),
    ...inBody(headingSites(note.body, rename)),
  ];
  const chosen: Site[] = [];
  for (const site of sites) if (!overlaps(chosen, site)) chosen.push(site);
  for (const site of untouchables(note, links, rename)) {
    if (!overlaps(chosen, site)) chosen.push(site);
  }
  return chosen.sort((a, b) => a.start - b.start);
}

/** What merely reads like the name: prose, code, longer names. Kept, but a change is recognised. */
function untouchables(note: Note, links: readonly Link[], { from, to }: Rename): Site[] {
  const forms = distinct(spellings(from)).sort((a, b) => b.length - a.length);
  const options = spellings(to);
  return forms.flatMap((form) => {
    const found = occurrences(note.text, form);
    const places = probe(
      note.body,
      found.map((at) => Math.max(0, at - note.bodyStart)),
    );
    return found.map((start, index): Site => {
      const what = start < note.bodyStart ? "frontmatter" : region(places[index], links, start);
      return { start, end: start + form.length, what, duty: "keep", options };
    });
  });
}

function region(place: Place | undefined, links: readonly Link[], at: number): string {
  if (place?.kind === "code" || place?.kind === "comment") return place.kind;
  return place?.inside.includes("a") || within(links, at) ? "shown link text" : "prose";
}

function resembles(text: string, name: string): boolean {
  return spellings(name).some((form) => occurrences(text, form).length > 0) || text.includes("%");
}

function moved<S extends { start: number; end: number }>(span: S, by: number): S {
  return { ...span, start: span.start + by, end: span.end + by };
}
