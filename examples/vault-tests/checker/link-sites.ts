import { renamedHeadings } from "./heading-sites.ts";
import type { Link, Piece } from "./links.ts";
import { distinct, encodings, fold, headingKey, styles } from "./names.ts";
import { readNote } from "./note.ts";
import { resolveLink, type Library } from "./resolve.ts";
import { occurrences, type Rename, type Site } from "./site.ts";

/** The name inside the target of a link: as a folder, as the file, as a heading. */
export function linkSites(library: Library, path: string, links: readonly Link[], rename: Rename) {
  return links.flatMap((link) => {
    const files = resolveLink(library, path, link);
    return [...pathSites(link, files, rename), ...fragmentSites(library, link, files, rename)];
  });
}

function pathSites(link: Link, files: readonly string[], { from, to }: Rename): Site[] {
  return link.path.flatMap((piece, index): Site[] => {
    const rest = link.path.length - 1 - index;
    const name = rest === 0 ? piece.text.replace(/\.md$/i, "") : piece.text;
    if (fold(name) !== fold(from)) return [];
    const extension = piece.text.slice(name.length);
    const duty = pathDuty(link, files[0], rest, from);
    if (!duty) return [];
    const words = spelled(link, to, { exact: name === from });
    const options = words.map((word) => word + extension);
    return [{ ...span(piece), what: `${link.style} link target`, duty, options }];
  });
}

/** A link must follow what is renamed; one that led nowhere before may go either way. */
function pathDuty(link: Link, file: string | undefined, rest: number, from: string) {
  if (file === undefined) return "may";
  const segments = file.split("/");
  const named = segments.at(-1 - rest)?.replace(/\.md$/, "");
  if (named !== from) return undefined;
  return link.doubtful ? "may" : "must";
}

function fragmentSites(
  library: Library,
  link: Link,
  files: readonly string[],
  { from, to }: Rename,
): Site[] {
  return link.fragment.flatMap((piece): Site[] => {
    if (piece.text.startsWith("^")) return [];
    const what = `${link.style} link heading`;
    if (headingKey(piece.text) !== headingKey(from)) return looseFragment(piece, what, from, to);
    const text = readNote(library.texts.get(files[0] ?? "") ?? "").body;
    const certain = !link.doubtful && renamedHeadings(text, { from, to });
    const options = [...spelled(link, to, { exact: piece.text === from }), styles(to).kebab];
    return [{ ...span(piece), what, duty: certain ? "must" : "may", options: distinct(options) }];
  });
}

/** `#About Bluebird` follows its heading, whatever becomes of that; only brokenness counts. */
function looseFragment(piece: Piece, what: string, from: string, to: string): Site[] {
  if (occurrences(piece.text, from).length !== 1) return [];
  const at = occurrences(piece.text, from)[0] ?? 0;
  const text = piece.text.slice(0, at) + to + piece.text.slice(at + from.length);
  return [{ ...span(piece), what, duty: "may", options: distinct([text, ...encodings(text)]) }];
}

function spelled(link: Link, to: string, { exact }: { exact: boolean }): string[] {
  const words = exact ? [to] : [to, to.toLowerCase()];
  if (link.style === "wiki") return words;
  const bare = link.bracketed ? words : words.filter((word) => !/[\s()]/.test(word));
  return distinct([...bare, ...words.flatMap((word) => encodings(word))]);
}

function span({ start, end }: Piece) {
  return { start, end };
}
