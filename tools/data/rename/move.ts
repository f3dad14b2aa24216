import { baseName, foldName, isNote, withoutMd } from "../document.ts";
import { InputError } from "../error.ts";
import type { Renaming } from "./name.ts";

export interface Move {
  from: string;
  to: string;
}

/** The path after the rename: folders called `from`, and a note called `from.md`. */
export function movedPath(path: string, { from, to, scope }: Renaming): string {
  if (scope === "tag") return path;
  const parts = path.split("/");
  return parts
    .map((part, index) => {
      const file = index === parts.length - 1;
      if (file && !isNote(part)) return part;
      const name = file ? withoutMd(part) : part;
      return foldName(name) === foldName(from) ? to + part.slice(name.length) : part;
    })
    .join("/");
}

/** Moves in order of path. Refuses when a note of the new name, or a file in the way, exists. */
export function planMoves(paths: readonly string[], renaming: Renaming): Move[] {
  const moves = paths
    .map((path) => ({ from: path, to: movedPath(path, renaming) }))
    .filter((move) => move.from !== move.to);
  const leaving = new Set(moves.map((move) => move.from));
  const taken = new Map<string, string>();
  for (const path of paths) if (!leaving.has(path)) taken.set(foldName(path), path);
  const renamesNote = moves.some(({ from, to }) => baseName(from) !== baseName(to));
  const namesake = [...taken.values()].find(
    (path) => isNote(path) && foldName(withoutMd(baseName(path))) === foldName(renaming.to),
  );
  if (renamesNote && namesake) throw taken_(renaming.to, namesake);
  for (const move of moves) {
    const other = taken.get(foldName(move.to));
    if (other !== undefined) throw taken_(renaming.to, other);
    taken.set(foldName(move.to), move.from);
  }
  return moves;
}

function taken_(to: string, path: string): InputError {
  return new InputError(
    `to: "${to}" is taken by ${path}; choose another name, or move or merge that file first.`,
  );
}
