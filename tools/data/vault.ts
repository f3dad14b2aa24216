import { type Document, foldName, isNote } from "./document.ts";
import { frontmatterValues } from "./frontmatter.ts";
import { hasBlock, hasHeading } from "./headings.ts";
import { type Link, findLinks, wikiLinks } from "./links.ts";
import { type Resolver, createResolver } from "./resolve.ts";
import { type Line, type Note, scan } from "./scan.ts";

/** All notes of a vault, read once, and every path that a link may mean. */
export interface Vault {
  notes: Map<string, Note>;
  links: Map<string, Link[]>;
  paths: string[];
  /** False when only notes are known: then an attachment cannot be called missing. */
  knowsFiles: boolean;
  resolve: Resolver;
}

export interface PlacedLink {
  source: string;
  link: Link;
}

export interface VaultLink {
  path: string;
  line: number;
  kind: Link["kind"];
  target: string;
  heading?: string;
  block?: string;
  alias?: string;
  resolved?: string;
}

export interface BrokenLink {
  path: string;
  line: number;
  target: string;
  reason: string;
}

const attachment =
  /\.(?:png|jpe?g|gif|bmp|svg|webp|avif|heic|tiff?|mp3|wav|m4a|ogg|flac|3gp|webm|mp4|ogv|mov|mkv|pdf|canvas|base|excalidraw|html?|txt|csv|tsv|json|ya?ml|xml|docx?|xlsx?|pptx?|odt|ods|epub|zip|gz)$/i;

export function openVault(documents: readonly Document[], files?: readonly string[]): Vault {
  const notes = new Map(documents.map(({ path, text }) => [path, scan(text)]));
  const paths = [...new Set([...notes.keys(), ...(files ?? [])])].sort();
  const links = new Map([...notes].map(([path, note]) => [path, linksOf(note)]));
  return { notes, links, paths, knowsFiles: files !== undefined, resolve: createResolver(paths) };
}

/** The links of a note: in its text, and frontmatter values that are a wikilink as a whole. */
function linksOf(note: Note): Link[] {
  const links = note.lines.flatMap(findLinks);
  for (const value of frontmatterValues(note)) {
    if (!/^!?\[\[[^[\]\n]+\]\]$/.test(value.value.trim())) continue;
    const line = lineAt(note, value.start);
    if (!line) continue;
    const [from, to] = [value.start - line.start, value.end - line.start];
    const alone = " ".repeat(from) + line.raw.slice(from, to);
    links.push(...wikiLinks(alone, line.number));
  }
  return links.sort((one, other) => one.line - other.line || one.start - other.start);
}

export function lineAt(note: Note, offset: number): Line | undefined {
  return note.lines.findLast((line) => line.start <= offset);
}

/** Why the link leads nowhere, or undefined when it leads somewhere. */
export function brokenReason(vault: Vault, { source, link }: PlacedLink): string | undefined {
  const found = vault.resolve(link.path, source, link.syntax);
  if (!found) {
    if (!vault.knowsFiles && attachment.test(link.path)) return undefined;
    return `no file "${link.path}"`;
  }
  const note = vault.notes.get(found);
  if (!note || link.subpath === "" || !isNote(found)) return undefined;
  const block = /^\^(.+)$/.exec(link.subpath)?.[1];
  if (block) return hasBlock(note, block) ? undefined : `no block ^${block} in ${found}`;
  return hasHeading(note, link.subpath) ? undefined : `no heading "${link.subpath}" in ${found}`;
}

export function allLinks(vault: Vault): PlacedLink[] {
  return [...vault.links].flatMap(([source, links]) => links.map((link) => ({ source, link })));
}

export function brokenLinks(vault: Vault): BrokenLink[] {
  return allLinks(vault).flatMap((placed) => {
    const reason = brokenReason(vault, placed);
    const { source, link } = placed;
    return reason ? [{ path: source, line: link.line, target: targetOf(link), reason }] : [];
  });
}

/** Every link of the vault as data, and those that lead nowhere. */
export function describeLinks(vault: Vault): { links: VaultLink[]; broken: BrokenLink[] } {
  const links = allLinks(vault).map(({ source, link }) => {
    const resolved = vault.resolve(link.path, source, link.syntax);
    const block = /^\^(.+)$/.exec(link.subpath)?.[1];
    return {
      path: source,
      line: link.line,
      kind: link.kind,
      target: link.path,
      ...(block ? { block } : {}),
      ...(link.subpath !== "" && !block ? { heading: link.subpath } : {}),
      ...(link.alias === undefined ? {} : { alias: link.alias }),
      ...(resolved ? { resolved } : {}),
    };
  });
  return { links, broken: brokenLinks(vault) };
}

function targetOf(link: Link): string {
  return link.subpath === "" ? link.path : `${link.path}#${link.subpath}`;
}

export function sameName(one: string, other: string): boolean {
  return foldName(one) === foldName(other);
}
