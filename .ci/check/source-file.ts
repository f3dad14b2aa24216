import { readFileSync } from "node:fs";
import { join } from "node:path";
import { walk } from "../walk.ts";
import { findImports, type Import } from "./imports.ts";
import { scan, type Segment } from "./scan.ts";

/** One file of the repository as the rules see it. */
export interface SourceFile {
  /** From the root, with `/`. */
  readonly path: string;
  readonly text: string;
  readonly lines: number;
  /** Lines that hold more than blanks and comments; 0 in a file that is not code. */
  readonly codeLines: number;
  readonly isCode: boolean;
  readonly isTest: boolean;
  readonly imports: readonly Import[];
}

const codeFile = /\.(?:[cm]?ts|tsx|[cm]?js|jsx)$/;
const textFile = /\.(?:[cm]?ts|tsx|[cm]?js|jsx|md|sh|html|css)$|^\.ci\/run$|^package\.json$/;

export function readSourceFiles(root: string): readonly SourceFile[] {
  return walk(root)
    .filter((path) => textFile.test(path))
    .map((path) => sourceFile(path, readFileSync(join(root, path), "utf8")));
}

export function sourceFile(path: string, text: string): SourceFile {
  const isCode = codeFile.test(path);
  const segments = isCode ? scan(text) : [];
  return {
    path,
    text,
    lines: text.split("\n").length - (text.endsWith("\n") ? 1 : 0),
    codeLines: isCode ? countCodeLines(text, segments) : 0,
    isCode,
    isTest: /\.test\.[cm]?[jt]sx?$/.test(path),
    imports: isCode ? findImports(text, segments) : [],
  };
}

function countCodeLines(text: string, segments: readonly Segment[]): number {
  const visible = segments.map(({ kind, start, end }) => {
    const part = text.slice(start, end);
    return kind === "comment" ? part.replace(/[^\n]/g, "") : part;
  });
  return visible
    .join("")
    .split("\n")
    .filter((line) => line.trim() !== "").length;
}
