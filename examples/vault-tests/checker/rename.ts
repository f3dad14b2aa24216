import { align } from "./align.ts";
import { findLinks } from "./links.ts";
import { lineAt, readNote } from "./note.ts";
import { fragmentHolds, openLibrary, resolveLink, type Library } from "./resolve.ts";
import { renameSites } from "./sites.ts";

type Texts = ReadonlyMap<string, string>;

/**
 * What is wrong with a renaming, one sentence each; an empty list means that it holds. Files,
 * bytes and links are judged separately, so one mistake may be named twice.
 */
export function checkRename(before: Texts, after: Texts, from: string, to: string): string[] {
  return [
    ...checkFiles(before, after, from, to),
    ...checkTexts(before, after, from, to),
    ...checkLinks(before, after, from, to),
  ];
}

/** Notes called exactly the name and folders called exactly the name; nothing else moves. */
export function renamedPath(path: string, from: string, to: string): string {
  const segments = path.split("/");
  const last = segments.length - 1;
  return segments
    .map((segment, index) => {
      const old = index === last ? `${from}.md` : from;
      return segment === old ? segment.replace(from, () => to) : segment;
    })
    .join("/");
}

function checkFiles(before: Texts, after: Texts, from: string, to: string): string[] {
  const expected = new Map([...before.keys()].map((path) => [renamedPath(path, from, to), path]));
  const lost = [...expected].filter(([path]) => !after.has(path));
  const strays = [...after.keys()].filter((path) => !expected.has(path));
  return [
    ...lost.map(([path, old]) =>
      after.has(old) ? `${old} was not renamed to ${path}` : `${path} is missing`,
    ),
    ...strays.filter((path) => !before.has(path)).map((path) => `${path} was added`),
    ...strays
      .filter((path) => before.has(path) && after.has(renamedPath(path, from, to)))
      .map((path) => `${path} is still there beside ${renamedPath(path, from, to)}`),
  ];
}

function checkTexts(before: Texts, after: Texts, from: string, to: string): string[] {
  const library = openLibrary(before);
  return pairs(before, after, from, to).flatMap(({ path, old, text }) => {
    if (!path.endsWith(".md")) return old === text ? [] : [`${path} changed, and is no note`];
    const sites = renameSites(library, path, { from, to });
    return align(old, text, sites).map(({ line, message }) => `${path}:${line} ${message}`);
  });
}

/** Followed afresh in both vaults: what led somewhere must lead to the same note, wherever it is. */
function checkLinks(before: Texts, after: Texts, from: string, to: string): string[] {
  const then = openLibrary(before);
  const now = openLibrary(after);
  return pairs(before, after, from, to).flatMap(({ path, newPath, old, text }) => {
    if (!path.endsWith(".md")) return [];
    const links = findLinks(readNote(old));
    const newLinks = findLinks(readNote(text));
    if (links.length !== newLinks.length) {
      return [`${path} had ${links.length} links and has ${newLinks.length}`];
    }
    return links.flatMap((link, index) => {
      const newLink = newLinks[index];
      if (!newLink) return [];
      const was = target(then, path, link).map((file) => renamedPath(file, from, to));
      if (was.length === 0) return [];
      const is = target(now, newPath, newLink);
      if (sameSet(was, is)) return [];
      const shown = text.slice(newLink.start, newLink.end);
      const where = `${newPath}:${lineAt(text, newLink.start)} link ${shown}`;
      if (is.length === 0) return [`${where} is broken: it led to ${was.join(" or ")}`];
      return [`${where} leads to ${is.join(" or ")} and led to ${was.join(" or ")}`];
    });
  });
}

/** The files a link leads to, none if the heading or block that it names is in none of them. */
function target(library: Library, path: string, link: ReturnType<typeof findLinks>[number]) {
  const files = resolveLink(library, path, link);
  return files.some((file) => fragmentHolds(library, file, link)) ? files : [];
}

/** A file that was not renamed is still read, so that its own mistakes are found too. */
function pairs(before: Texts, after: Texts, from: string, to: string) {
  return [...before].flatMap(([path, old]) => {
    const renamed = renamedPath(path, from, to);
    const newPath = after.has(renamed) ? renamed : path;
    const text = after.get(newPath);
    return text === undefined ? [] : [{ path, newPath, old, text }];
  });
}

function sameSet(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((item) => b.includes(item));
}
