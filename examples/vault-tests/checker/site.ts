import type { Span } from "./note.ts";

/** A stretch of a note that spells the name, and what a renaming owes it. */
export type Site = Span & {
  /** For messages: `wikilink target`, `tag`, `code`. */
  what: string;
  /** `may`: the rules leave room, so both the old and a new spelling are right. */
  duty: "must" | "may" | "keep";
  /** The spellings that may take its place. */
  options: readonly string[];
};

export type Rename = { from: string; to: string };

export function overlaps(spans: readonly Span[], span: Span): boolean {
  return spans.some((other) => other.start < span.end && span.start < other.end);
}

/** Where the name stands, in any case. */
export function occurrences(text: string, name: string): number[] {
  const escaped = name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return [...text.matchAll(new RegExp(escaped, "giu"))].map((match) => match.index);
}
