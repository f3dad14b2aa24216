import { decode, type Link } from "../links.ts";
import { folderOf, foldName, withoutMd } from "../document.ts";
import { foldHeading } from "../headings.ts";
import type { Resolver } from "../resolve.ts";
import type { Renaming } from "./name.ts";

/** New heading by folded old heading, per note; null when the heading stays. */
export type HeadingChanges = Map<string, Map<string, string | null>>;

export interface LinkContext {
  renaming: Renaming;
  source: string;
  before: Resolver;
  after: Resolver;
  /** Path after the moves. */
  moved: (path: string) => string;
  headings: HeadingChanges;
}

/** The written target of the link after the rename; the same text when it stays. */
export function renameLink(link: Link, written: string, context: LinkContext): string {
  const hash = written.indexOf("#");
  const path = hash === -1 ? written : written.slice(0, hash);
  const subpath = hash === -1 ? "" : written.slice(hash + 1);
  const target = context.before(link.path, context.source, link.syntax);
  const newPath = keepTarget(link, renamePath(link, path, context), target, context);
  if (hash === -1) return newPath;
  return `${newPath}#${renameSubpath(link, subpath, target, context)}`;
}

/** Every part of the path that is called `from`, in its own spelling of percent signs. */
function renamePath(link: Link, path: string, { renaming }: LinkContext): string {
  if (renaming.scope === "tag") return path;
  const parts = path.split("/");
  const last = parts.length - 1;
  return parts
    .map((part, index) => {
      const plain = read(link, part);
      const name = index === last ? withoutMd(plain.trim()) : plain.trim();
      if (foldName(name) !== foldName(renaming.from)) return part;
      const extension = plain.trim().slice(name.length);
      return plain.replace(plain.trim(), () => write(link, renaming.to + extension, part));
    })
    .join("/");
}

/**
 * A link that had a target has the same one afterwards. Shorter paths can win where they lost
 * before, so a link that would now find another note is spelled out as a path from the top.
 */
function keepTarget(
  link: Link,
  path: string,
  target: string | undefined,
  { after, moved, source }: LinkContext,
): string {
  if (!target || link.path === "") return path;
  const wanted = moved(target);
  const newSource = moved(source);
  if (after(read(link, path), newSource, link.syntax) === wanted) return path;
  const short = /\.md$/i.test(link.path) ? wanted : withoutMd(wanted);
  const options = [short, wanted, upFrom(newSource) + wanted, `/${wanted}`];
  const found = options.find((option) => after(option, newSource, link.syntax) === wanted);
  return found ? write(link, found, path) : path;
}

function upFrom(source: string): string {
  const folder = folderOf(source);
  return folder === "" ? "./" : "../".repeat(folder.split("/").length);
}

function renameSubpath(
  link: Link,
  subpath: string,
  target: string | undefined,
  { headings, renaming }: LinkContext,
): string {
  if (read(link, subpath).trim().startsWith("^")) return subpath;
  const changes = target === undefined ? undefined : headings.get(target);
  return subpath
    .split("#")
    .map((part) => {
      const plain = read(link, part).trim();
      const change = changes?.get(foldHeading(plain));
      if (change) return write(link, change, part);
      const named = foldName(plain) === foldName(renaming.from);
      const lost = renaming.scope === "name" && change === undefined && named;
      return lost ? write(link, renaming.to, part) : part;
    })
    .join("#");
}

function read(link: Link, written: string): string {
  return link.syntax === "wiki" ? written : decode(written);
}

/** Text for the place where `old` stood, percent-encoded as far as that place needs or had it. */
function write(link: Link, text: string, old: string): string {
  if (link.syntax === "wiki") return text;
  const everything = /%[89A-F][0-9A-F]/i.test(old);
  const needs = link.syntax === "angle" && !/%20/.test(old) ? /[%<>]/g : /[\s%<>()"'\\?]/g;
  const encoded = text
    .split("/")
    .map((part) =>
      everything ? encodeURIComponent(part).replace(/[()']/g, hex) : part.replace(needs, hex),
    );
  return encoded.join("/");
}

function hex(char: string): string {
  return [...new TextEncoder().encode(char)]
    .map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, "0")}`)
    .join("");
}
