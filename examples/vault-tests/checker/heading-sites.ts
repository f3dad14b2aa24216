import { fold } from "./names.ts";
import { probe } from "./probe.ts";
import { occurrences, type Rename, type Site } from "./site.ts";

/**
 * Headings whose whole text is the name. In plain form they must follow; with emphasis, another
 * case, or inside a quote or list, where Obsidian lists no headings, they may.
 */
export function headingSites(body: string, { from, to }: Rename): Site[] {
  const found = occurrences(body, from);
  const places = probe(body, found);
  return found.flatMap((start, index): Site[] => {
    const place = places[index];
    if (place?.kind !== "text" || place.heading === undefined) return [];
    if (fold(place.heading) !== fold(from)) return [];
    const end = start + from.length;
    const exact = body.slice(start, end) === from;
    const sure = exact && place.inside.length === 1 && isPlainLine(body, start, end);
    const options = exact ? [to] : [to, to.toLowerCase(), to.toUpperCase()];
    return [{ start, end, what: "heading", duty: sure ? "must" : "may", options }];
  });
}

/** Whether the note has a heading that must be renamed. */
export function renamedHeadings(body: string, rename: Rename): boolean {
  return headingSites(body, rename).some((site) => site.duty === "must");
}

function isPlainLine(body: string, start: number, end: number): boolean {
  const before = body.slice(body.lastIndexOf("\n", start - 1) + 1, start);
  const after = /^[^\r\n]*/.exec(body.slice(end))?.[0] ?? "";
  return /^ {0,3}(?:#{1,6}[ \t]+)?$/.test(before) && /^(?:[ \t]+#*)?[ \t]*$/.test(after);
}
