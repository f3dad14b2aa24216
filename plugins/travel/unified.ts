import { type Match, matchLines } from "./line-diff.ts";
import { linesOf } from "./text-content.ts";

const CONTEXT = 3;
const NO_END = "\\ No newline at end of file";

/** A stretch of changes with what stands around it. Numbers from 0, ends excluded. */
interface Hunk {
  readonly fromA: number;
  readonly toA: number;
  readonly fromB: number;
  readonly toB: number;
  readonly lines: readonly string[];
}

/** The hunks of a unified diff, each line with its end of line; empty when the texts are equal. */
export function unifiedHunks(a: string, b: string): string {
  if (a === b) return "";
  const linesA = linesOf(a);
  const linesB = linesOf(b);
  return hunksOf(linesA, linesB, matchLines(linesA, linesB)).map(textOf).join("");
}

function hunksOf(a: readonly string[], b: readonly string[], matches: readonly Match[]): Hunk[] {
  const hunks: Hunk[] = [];
  let open: { fromA: number; fromB: number; lines: string[] } | null = null;
  let atA = 0;
  let atB = 0;
  for (const match of [...matches, { a: a.length, b: b.length, length: 0 }]) {
    if (match.a > atA || match.b > atB) {
      if (!open) {
        // What is shared right before stands at the end of the match that was just passed.
        const before = Math.min(CONTEXT, atA, atB, sharedBefore(matches, atA));
        const lines = a.slice(atA - before, atA).map((line) => ` ${line}`);
        open = { fromA: atA - before, fromB: atB - before, lines };
      }
      for (const line of a.slice(atA, match.a)) open.lines.push(`-${line}`);
      for (const line of b.slice(atB, match.b)) open.lines.push(`+${line}`);
    }
    atA = match.a + match.length;
    atB = match.b + match.length;
    const isLast = atA === a.length && atB === b.length;
    if (!open) continue;
    const isNear = match.length <= 2 * CONTEXT && !isLast;
    const shown = isNear ? match.length : Math.min(CONTEXT, match.length);
    for (const line of a.slice(match.a, match.a + shown)) open.lines.push(` ${line}`);
    if (isNear) continue;
    hunks.push({ ...open, toA: match.a + shown, toB: match.b + shown });
    open = null;
  }
  return hunks;
}

function sharedBefore(matches: readonly Match[], atA: number): number {
  return matches.find(({ a, length }) => a + length === atA)?.length ?? 0;
}

function textOf({ fromA, toA, fromB, toB, lines }: Hunk): string {
  const body = lines.map((line) => (line.endsWith("\n") ? line : `${line}\n${NO_END}\n`)).join("");
  return `@@ -${range(fromA, toA)} +${range(fromB, toB)} @@\n${body}`;
}

/** Lines are counted from 1; an empty stretch is named by the line before it. */
function range(from: number, to: number): string {
  const length = to - from;
  const start = length === 0 ? from : from + 1;
  return length === 1 ? String(start) : `${start},${length}`;
}
