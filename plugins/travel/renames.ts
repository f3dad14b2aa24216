import type { Capture } from "../../kernel/ports/workspace.ts";
import { matchLines } from "./line-diff.ts";
import { linesOf, textIn } from "./text-content.ts";

type Content = (sha256: string) => Uint8Array | null;

/** Two captures of which the first went and the second came. */
export interface Move {
  readonly from: Capture;
  readonly to: Capture;
}

/** Shares of what both hold that must be the same, as git asks. */
const ALIKE = 0.5;
/** Comparing content takes time: beyond this only equal files are one. */
const MOST_PAIRS = 400;
const LARGEST = 512 * 1024;

/** Which files that went are those that came: first by equal content, then by the most alike. */
export function movesAmong(
  gone: readonly Capture[],
  come: readonly Capture[],
  content: Content,
): Move[] {
  const left = new Set(gone.filter(hasContent));
  const open = new Set(come.filter(hasContent));
  const moves: Move[] = [];
  const pair = (from: Capture, to: Capture) => {
    left.delete(from);
    open.delete(to);
    moves.push({ from, to });
  };
  const byHash = Map.groupBy(left, ({ sha256 }) => sha256);
  for (const to of open) {
    const from = byHash.get(to.sha256)?.shift();
    if (from) pair(from, to);
  }
  if (left.size * open.size > MOST_PAIRS) return moves;
  for (const { from, to } of alikePairs([...left], [...open], content))
    if (left.has(from) && open.has(to)) pair(from, to);
  return moves;
}

/** The most alike first. */
function alikePairs(gone: readonly Capture[], come: readonly Capture[], content: Content): Move[] {
  const lines = (one: Capture) => (one.size > LARGEST ? null : linesIn(one, content));
  const before = gone.map((from) => ({ from, lines: lines(from) }));
  const after = come.map((to) => ({ to, lines: lines(to) }));
  const pairs = before.flatMap((a) =>
    after.flatMap((b) => {
      const share = a.lines && b.lines ? shareOf(a.lines, b.lines) : 0;
      return share < ALIKE ? [] : [{ from: a.from, to: b.to, share }];
    }),
  );
  return pairs.toSorted((a, b) => b.share - a.share);
}

function shareOf(a: readonly string[], b: readonly string[]): number {
  const size = (lines: readonly string[]) => lines.reduce((sum, line) => sum + line.length, 0);
  const kept = matchLines(a, b).reduce(
    (sum, one) => sum + size(a.slice(one.a, one.a + one.length)),
    0,
  );
  return (2 * kept) / (size(a) + size(b));
}

function linesIn({ sha256 }: Capture, content: Content): string[] | null {
  const bytes = sha256 === null ? null : content(sha256);
  const text = bytes && textIn(bytes);
  return text === null ? null : linesOf(text);
}

/** Equal content says nothing about where folders, empty and unread files came from. */
function hasContent({ kind, sha256, size }: Capture): boolean {
  return kind === "file" && sha256 !== null && size > 0;
}
