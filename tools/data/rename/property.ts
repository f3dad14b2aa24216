import { parse } from "yaml";
import { foldName } from "../document.ts";
import { type FrontmatterValue, frontmatterValues } from "../frontmatter.ts";
import type { Note } from "../scan.ts";
import { type Renaming, renameTag } from "./name.ts";
import type { Change } from "./change.ts";

/** A tag in `tags:`, with the offsets of its name in the note. */
export interface PropertyTag {
  name: string;
  start: number;
  end: number;
}

/**
 * The tags in `tags:`, found in the text itself, so that `tags: #x` counts too, which YAML reads
 * as a comment. A comment begins with `#` and a space, or is a line of its own.
 */
export function propertyTags(note: Note): PropertyTag[] {
  const tags: PropertyTag[] = [];
  let inTags = false;
  for (const line of note.lines) {
    if (!note.frontmatter || line.start >= note.frontmatter.end) break;
    if (line.start < note.frontmatter.start) continue;
    const key = /^(["']?)([^\s:"'#-][^:"']*)\1[ \t]*:(?=[ \t]|$)/.exec(line.raw);
    if (key) inTags = /^tags?$/i.test(key[2] ?? "");
    if (!inTags || /^[ \t]*#/.test(line.raw)) continue;
    const from = key?.[0].length ?? 0;
    const body = line.raw.slice(from).replace(/(?<=\s)#(?=\s|$).*$/, "");
    for (const token of body.matchAll(/(#?)([^\s,[\]{}"'#]+)/g)) {
      const name = token[2] ?? "";
      const start = line.start + from + token.index + (token[1] ?? "").length;
      tags.push({ name, start, end: start + name.length });
    }
  }
  return tags;
}

export function tagChanges(note: Note, renaming: Renaming): Change[] {
  return propertyTags(note).flatMap(({ name, start, end }): Change[] => {
    const text = renameTag(name, renaming);
    return text === undefined ? [] : [{ start, end, text, what: "tag" }];
  });
}

/** Entries of `aliases:` that are the name, also in a list written with commas. */
export function aliasChanges(note: Note, renaming: Renaming): Change[] {
  if (renaming.scope === "tag") return [];
  const same = (text: string): boolean => foldName(text.trim()) === foldName(renaming.from);
  return frontmatterValues(note).flatMap((value): Change[] => {
    if (!/^alias(?:es)?$/i.test(value.keys[0] ?? "") || value.keys.length > 1) return [];
    if (value.style === "link" || !value.value.split(",").some(same)) return [];
    const next = value.value
      .split(",")
      .map((part) => (same(part) ? part.replace(part.trim(), () => renaming.to) : part))
      .join(",");
    const text = yamlString(next, value);
    return [{ start: value.start, end: value.end, text, what: "alias" }];
  });
}

/** The string in the quotes it had; a plain one gets quotes when YAML would read it otherwise. */
export function yamlString(text: string, { style, inFlow }: FrontmatterValue): string {
  if (style === "single") return `'${text.replaceAll("'", "''")}'`;
  if (style === "double") return JSON.stringify(text);
  const read = (): unknown => {
    try {
      return parse(inFlow ? `[${text}]` : `- ${text}`);
    } catch {
      return undefined;
    }
  };
  const found = read();
  const plain = Array.isArray(found) && found.length === 1 && found[0] === text;
  return plain ? text : JSON.stringify(text);
}
