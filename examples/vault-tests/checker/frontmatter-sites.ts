import { isMap, isScalar, isSeq, parseDocument, type Scalar } from "yaml";
import { fold } from "./names.ts";
import type { Note } from "./note.ts";
import type { Rename, Site } from "./site.ts";
import { segmentSites } from "./tag-sites.ts";

/** Tags and aliases in the properties, as a list or as one string. */
export function frontmatterSites(note: Note, rename: Rename): Site[] {
  if (!note.properties) return [];
  const { start, end } = note.properties;
  const yaml = note.text.slice(start, end);
  const root = parseDocument(yaml).contents;
  if (!isMap(root)) return [];
  return root.items.flatMap((pair) => {
    const key = isScalar(pair.key) ? String(pair.key.value).toLowerCase() : "";
    const values = isSeq(pair.value) ? pair.value.items : [pair.value];
    return values.flatMap((value) => {
      if (!isScalar(value) || typeof value.value !== "string" || !value.range) return [];
      const written = writtenValue(value, yaml, start);
      if (key === "tags" || key === "tag") return tagList(written, rename);
      if (key === "aliases" || key === "alias") return nameValue(written, "alias", rename);
      if (key === "title") return nameValue(written, "title", rename);
      return [];
    });
  });
}

type Written = { text: string; start: number };

/** The characters of a scalar without its quotes, where they stand in the file. */
function writtenValue(value: Scalar, yaml: string, shift: number): Written {
  const [start, end] = value.range ?? [0, 0];
  const quoted = /^["']/.test(yaml[start] ?? "");
  const text = quoted ? yaml.slice(start + 1, end - 1) : yaml.slice(start, end);
  return { text, start: shift + start + (quoted ? 1 : 0) };
}

function tagList({ text, start }: Written, rename: Rename): Site[] {
  return [...text.matchAll(/[^\s,]+/g)].flatMap((match) => {
    const hash = match[0].startsWith("#") ? 1 : 0;
    return segmentSites(
      match[0].slice(hash),
      start + match.index + hash,
      "frontmatter tag",
      rename,
    );
  });
}

/** An alias that is exactly the name follows; one that is a part or a variant may. */
function nameValue({ text, start }: Written, what: string, { from, to }: Rename): Site[] {
  return [...text.matchAll(/[^,]+/g)].flatMap((match): Site[] => {
    const lead = match[0].length - match[0].trimStart().length;
    const entry = match[0].trim();
    if (fold(entry) !== fold(from)) return [];
    const at = start + match.index + lead;
    const sure = what === "alias" && text.trim() === from;
    const options = [to, to.toLowerCase(), `"${to}"`, `'${to}'`];
    return [{ start: at, end: at + entry.length, what, duty: sure ? "must" : "may", options }];
  });
}
