import type { Capture } from "../../kernel/ports/workspace.ts";
import type { FileTree } from "../contracts/files.ts";
import { movesAmong } from "./renames.ts";

/** What became of a path: added, modified, deleted, renamed. */
export interface FileMark {
  readonly mark: "A" | "M" | "D" | "R";
  readonly path: string;
  /** Its former name, when it was renamed. */
  readonly from: string | null;
  readonly before: Capture;
  readonly after: Capture;
  /** Steps that had a hand in it. */
  readonly steps: readonly string[];
}

type Content = (sha256: string) => Uint8Array | null;

interface Change {
  readonly path: string;
  readonly before: Capture;
  readonly after: Capture;
  readonly steps?: readonly string[];
}

/** By path. A file that went from one name and came under another was renamed, also if it was edited a little. */
export function marksOf(changes: readonly Change[], content: Content): FileMark[] {
  const gone = changes.filter(({ after }) => after.kind === "absent");
  const come = changes.filter(({ before }) => before.kind === "absent");
  const moves = movesAmong(
    gone.map(({ before }) => before),
    come.map(({ after }) => after),
    content,
  );
  const source = new Map(moves.map(({ from, to }) => [to, from]));
  const moved = new Set(moves.map(({ from }) => from));
  const stepsOf = new Map(gone.map(({ before, steps = [] }) => [before, steps]));
  return changes
    .filter(({ before }) => !moved.has(before))
    .map(({ path, before, after, steps = [] }): FileMark => {
      const from = source.get(after);
      if (!from) return { mark: markOf(before, after), path, from: null, before, after, steps };
      const both = [...new Set([...(stepsOf.get(from) ?? []), ...steps])];
      return { mark: "R", path, from: from.path, before: from, after, steps: both };
    })
    .toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

function markOf(before: Capture, after: Capture): FileMark["mark"] {
  if (before.kind === "absent") return "A";
  return after.kind === "absent" ? "D" : "M";
}

/** What two trees do not have in common. */
export function marksBetween(a: FileTree, b: FileTree, content: Content): FileMark[] {
  const paths = [...new Set([...a.entries.keys(), ...b.entries.keys()])];
  const changes = paths.flatMap((path): Change[] => {
    const before = a.entries.get(path) ?? absent(path);
    const after = b.entries.get(path) ?? absent(path);
    return isSame(before, after) ? [] : [{ path, before, after }];
  });
  return marksOf(changes, content);
}

function isSame(a: Capture, b: Capture): boolean {
  return a.kind === b.kind && a.sha256 === b.sha256 && a.mode === b.mode;
}

function absent(path: string): Capture {
  return { path, kind: "absent", sha256: null, kept: false, mode: 0, size: 0 };
}
