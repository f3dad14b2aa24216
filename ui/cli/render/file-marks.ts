import type { Capture } from "../../../kernel/ports/workspace.ts";
import type { FileMark } from "../../../plugins/travel/file-marks.ts";
import { sizeText } from "./size.ts";
import { bad, dim, good, oneLine } from "./text.ts";

/** `M  notes/plan.md  s3`, with what else there is to say about it. */
export function renderMark(one: FileMark): string {
  const { mark, path, from, before, after, steps } = one;
  const name = from === null ? oneLine(path) : `${oneLine(from)} → ${oneLine(path)}`;
  const modes = mark === "M" && before.mode !== after.mode ? [modesOf(before, after)] : [];
  const kinds =
    mark === "M" && before.kind !== after.kind ? [`${before.kind} → ${after.kind}`] : [];
  const about = [...kinds, ...modes, ...steps.map(oneLine)].join(" ");
  return `${colourOf(mark)(mark)}  ${name}${about === "" ? "" : `  ${dim(about)}`}`;
}

/** One file of a tree, as it was. */
export function renderEntry({ path, kind, size, kept, sha256 }: Capture): string {
  if (kind === "directory") return `   ${oneLine(path)}/`;
  const lost = kind === "other" ? "neither file nor folder" : lossOf(kept, sha256);
  return `   ${oneLine(path)}  ${dim([sizeText(size), ...(lost === "" ? [] : [lost])].join(", "))}`;
}

function lossOf(kept: boolean, sha256: string | null): string {
  if (kept) return "";
  return sha256 === null ? "nobody could read it" : "only its hash is kept";
}

function colourOf(mark: FileMark["mark"]): (text: string) => string {
  if (mark === "A") return good;
  return mark === "D" ? bad : (text) => text;
}

function modesOf(before: Capture, after: Capture): string {
  return `${before.mode.toString(8)} → ${after.mode.toString(8)}`;
}
