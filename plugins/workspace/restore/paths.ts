import { usage } from "../../../kernel/error.ts";
import type { RestoreItem } from "../../contracts/files.ts";

/** Throws `usage` for what does not name an entry inside the folder, or names one twice. */
export function checkItems(items: readonly RestoreItem[]): void {
  const seen = new Set<string>();
  for (const { from, to } of items) {
    const path = JSON.stringify(to.path);
    if (from.path !== to.path)
      throw usage(`an item goes from ${JSON.stringify(from.path)} to ${path}`, "name one path");
    if (!isInside(to.path))
      throw usage(`the path ${path} is not inside the folder`, "use a path inside it");
    if (seen.has(to.path)) throw usage(`the path ${path} is named twice`, "name it once");
    seen.add(to.path);
  }
}

function isInside(path: string): boolean {
  if (path.includes("\0")) return false;
  return path.split("/").every((name) => name !== "" && name !== "." && name !== "..");
}

export function parentOf(path: string): string | null {
  const end = path.lastIndexOf("/");
  return end < 0 ? null : path.slice(0, end);
}

/** The folders it lies in, the nearest first. */
export function ancestorsOf(path: string): readonly string[] {
  const found: string[] = [];
  for (let at = parentOf(path); at !== null; at = parentOf(at)) found.push(at);
  return found;
}

/** Folders before what is in them. */
export function byPath(one: { readonly path: string }, other: { readonly path: string }): number {
  // No name holds what now stands between them, and nothing sorts before it.
  const [a, b] = [one.path.replaceAll("/", "\0"), other.path.replaceAll("/", "\0")];
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
