import { headingTexts } from "./probe.ts";
import type { Link } from "./links.ts";
import { fold, headingKey } from "./names.ts";
import { readNote } from "./note.ts";

/** A vault with what is needed to follow its links. */
export type Library = {
  texts: ReadonlyMap<string, string>;
  byPath: Map<string, string>;
  byBase: Map<string, string[]>;
  headings: Map<string, string[]>;
};

export function openLibrary(texts: ReadonlyMap<string, string>): Library {
  const byPath = new Map<string, string>();
  const byBase = new Map<string, string[]>();
  for (const path of texts.keys()) {
    byPath.set(fold(path), path);
    const base = fold(path.slice(path.lastIndexOf("/") + 1));
    byBase.set(base, [...(byBase.get(base) ?? []), path]);
  }
  return { texts, byPath, byBase, headings: new Map() };
}

/**
 * The files a link can mean. Obsidian tries an exact path, then any file whose path ends so; where
 * several end so, all are returned, because which one is nearest is a matter of settings.
 */
export function resolveLink(library: Library, from: string, link: Link): string[] {
  if (link.path.length === 0) return [from];
  const names = link.path.map((piece) => piece.text);
  const folder = from.split("/").slice(0, -1);
  const near = () => exact(library, walk(folder, names));
  if (names[0] === "." || names[0] === "..") return near();
  if (names[0] === "") return exact(library, names.slice(1).join("/"));
  const root = () => exact(library, names.join("/"));
  const tiers = link.style === "markdown" ? [near, root] : [root, near];
  for (const tier of tiers) {
    const found = tier();
    if (found.length > 0) return found;
  }
  return endingIn(library, names.join("/"));
}

/** Whether the heading or block that the link names is in the file. */
export function fragmentHolds(library: Library, path: string, link: Link): boolean {
  if (link.fragment.length === 0) return true;
  const text = library.texts.get(path) ?? "";
  const first = link.fragment[0]?.text ?? "";
  if (first.startsWith("^")) {
    const id = first.slice(1).replace(/[^\w-]/g, "");
    return new RegExp(`(?:^|\\s)\\^${id}[ \\t]*\\r?$`, "m").test(text);
  }
  const headings = headingKeys(library, path);
  return link.fragment.every((piece) => headings.includes(headingKey(piece.text)));
}

function headingKeys(library: Library, path: string): string[] {
  const known = library.headings.get(path);
  if (known) return known;
  const body = readNote(library.texts.get(path) ?? "").body;
  const keys = headingTexts(body).map(headingKey);
  library.headings.set(path, keys);
  return keys;
}

function walk(folder: readonly string[], names: readonly string[]): string | undefined {
  const path = [...folder];
  for (const name of names) {
    if (name === ".") continue;
    if (name !== "..") path.push(name);
    if (name === ".." && path.pop() === undefined) return undefined;
  }
  return path.join("/");
}

function exact(library: Library, path: string | undefined): string[] {
  if (path === undefined) return [];
  const found = library.byPath.get(fold(`${path}.md`)) ?? library.byPath.get(fold(path));
  return found === undefined ? [] : [found];
}

function endingIn(library: Library, tail: string): string[] {
  const base = tail.slice(tail.lastIndexOf("/") + 1);
  for (const ending of [".md", ""]) {
    const same = library.byBase.get(fold(base + ending)) ?? [];
    const found = same.filter((path) => `/${fold(path)}`.endsWith(`/${fold(tail + ending)}`));
    if (found.length > 0) return found;
  }
  return [];
}
