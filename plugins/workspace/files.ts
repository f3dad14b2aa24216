import type { FileTree } from "../contracts/files.ts";
import { digestOf } from "./manifest.ts";
import { peek } from "./scan.ts";
import type { Sight } from "./sight.ts";

/** The folder as it is now. */
export async function treeNow(sight: Sight, dir: string): Promise<FileTree> {
  const sorted = await peek(sight, dir);
  const entries = new Map(sorted.map((one) => [one.path, one]));
  return { dir, entries, digest: digestOf(sorted) };
}
