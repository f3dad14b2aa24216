import type { Segment } from "./scan.ts";

export interface Import {
  readonly specifier: string;
  /** `type` is erased, `static` runs when the module loads, `dynamic` runs when its line is reached. */
  readonly kind: "static" | "type" | "dynamic";
  readonly line: number;
}

const staticImport =
  /(?<![\w$.])(?:import|export)(?<type>\s+type(?!\s+from\b))?(?:\s*[\w$*{][\w$*\s{},"']*?[\s}]from)?\s*(?<quote>["'])[^\S\n]*\k<quote>/g;
const dynamicImport = /(?<![\w$.])(?:import|require)\s*\(\s*(?<quote>["'`])[^\S\n]*\k<quote>/g;

/** Every module that a file names: imports, re-exports, dynamic imports and requires. */
export function findImports(text: string, segments: readonly Segment[]): readonly Import[] {
  const masked = segments.map((segment) => mask(text, segment)).join("");
  const find = (pattern: RegExp, kind: "static" | "dynamic"): Import[] =>
    [...masked.matchAll(pattern)].map((match) => {
      const end = match.index + match[0].length - 1;
      const start = masked.lastIndexOf(masked.charAt(end), end - 1) + 1;
      return {
        specifier: text.slice(start, end),
        kind: match.groups?.["type"] === undefined ? kind : "type",
        line: masked.slice(0, start).split("\n").length,
      };
    });
  return [...find(staticImport, "static"), ...find(dynamicImport, "dynamic")];
}

/** Keeps the length and the line breaks; hides what only looks like code. */
function mask(text: string, { kind, start, end }: Segment): string {
  const part = text.slice(start, end);
  if (kind === "code") return part;
  const isQuoted = kind === "string" || (kind === "template" && /^`[^`]*`$/.test(part));
  if (!isQuoted || part.length < 2) return part.replace(/[^\n]/g, " ");
  return part.charAt(0) + part.slice(1, -1).replace(/[^\n]/g, " ") + part.charAt(0);
}
