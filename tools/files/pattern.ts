import { quote, Refusal } from "./refusal.ts";

/** A glob over paths relative to the root. */
export interface Pattern {
  matches(path: string): boolean;
  /** The leading directories without wildcards: nothing outside them can match. Empty for the root. */
  readonly base: string;
}

/** Bun's own matcher takes time in proportion to pattern and path; a compiled expression may not. */
export function parsePattern(text: string): Pattern {
  if (text.includes("\0"))
    throw new Refusal(`pattern: ${quote(text)} holds a NUL byte; leave it out`);
  const segments = text.split("/").filter((segment, i) => segment !== "." || i > 0);
  if (text.startsWith("/") || segments.includes(".."))
    throw new Refusal(`pattern: ${quote(text)} leads out of the root; give one relative to it`);
  const glob = new Bun.Glob(segments.join("/"));
  const literal = text.startsWith("!") ? 0 : segments.findIndex((segment) => WILD.test(segment));
  const base = segments.slice(0, literal === -1 ? -1 : literal);
  return { matches: (path) => glob.match(path), base: base.join("/") };
}

const WILD = /[*?[\]{}!\\]/;
