import { baseName, foldName, folderOf } from "./document.ts";

export type Resolver = (path: string, source: string, syntax: string) => string | undefined;

/** `a/./b/../c` as `a/c`; undefined when it climbs out of the vault. */
export function joinPath(folder: string, path: string): string | undefined {
  const parts: string[] = [];
  for (const part of `${folder}/${path}`.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.join("/");
}

/**
 * Finds the file a link means, as Obsidian 1.13 does: letter case aside, with or without `.md`, by
 * its name anywhere in the vault or by the end of its path. Of several files the one at exactly that
 * path wins, then the one in the folder of the note, then the shortest path. A path that begins with
 * `./` or `../` means exactly that file. Markdown links are tried relative to the note first.
 */
export function createResolver(paths: Iterable<string>): Resolver {
  const byPath = new Map<string, string>();
  const byName = new Map<string, string[]>();
  for (const path of [...new Set(paths)].sort()) {
    const key = foldName(path);
    if (!byPath.has(key)) byPath.set(key, path);
    const name = baseName(key);
    byName.set(name, [...(byName.get(name) ?? []), path]);
  }
  const exact = (path: string): string | undefined =>
    byPath.get(foldName(path)) ?? byPath.get(`${foldName(path)}.md`);

  return (written, source, syntax) => {
    if (written === "") return source;
    const path = written.replaceAll("\\", "/");
    if (path.startsWith("/")) return exact(path.slice(1));
    const relative = joinPath(folderOf(source), path);
    const beside = relative ? exact(relative) : undefined;
    if (/^\.\.?(?:\/|$)/.test(path)) return beside;
    if (syntax !== "wiki" && beside) return beside;
    const wanted = joinPath("", path);
    if (!wanted) return undefined;
    return exact(wanted) ?? beside ?? shortest(foldName(wanted), byName);
  };
}

function shortest(
  wanted: string,
  byName: ReadonlyMap<string, readonly string[]>,
): string | undefined {
  for (const name of [wanted, `${wanted}.md`]) {
    const named = byName.get(baseName(name)) ?? [];
    const found = named.filter((path) => foldName(path).endsWith(`/${name}`));
    if (found.length > 0) return found.toSorted((one, other) => one.length - other.length)[0];
  }
  return undefined;
}
