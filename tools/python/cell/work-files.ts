import { Buffer } from "node:buffer";
import type { FileChange } from "../types.ts";
import type { FileNode, FileSystem } from "./interpreter.ts";
import { sha256 } from "./sha256.ts";
import type { Storage } from "./storage.ts";

/** Where a program works: given files go there, and what is different there afterwards is handed back. */
export const WORK = "/work";

export interface GivenBytes {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** Files of the working folder by path, their bytes frozen. */
export type Baseline = ReadonlyMap<string, Uint8Array>;
export type Change = Omit<FileChange, "sha256">;

/** Puts them there. The parent has checked the paths. */
export function giveFiles(fs: FileSystem, files: readonly GivenBytes[]): void {
  for (const { path, bytes } of files) {
    const target = `${WORK}/${path}`;
    fs.mkdirTree(target.slice(0, target.lastIndexOf("/")));
    fs.writeFile(target, bytes);
  }
}

export function takeBaseline(fs: FileSystem, storage: Storage): Baseline {
  const baseline = new Map<string, Uint8Array>();
  for (const [path, node] of walk(fs)) {
    const contents = node.contents as Uint8Array;
    storage.freeze(contents);
    baseline.set(path, contents.subarray(0, node.usedBytes));
  }
  return baseline;
}

export function changesSince(fs: FileSystem, baseline: Baseline): readonly Change[] {
  const changes: Change[] = [];
  const present = new Set<string>();
  for (const [path, node] of walk(fs)) {
    present.add(path);
    const bytes = (node.contents as Uint8Array).subarray(0, node.usedBytes);
    const before = baseline.get(path);
    if (before === undefined) changes.push({ path, change: "created", before: null, bytes });
    if (before === undefined || isSame(before, bytes)) continue;
    changes.push({ path, change: "changed", before: sha256(before), bytes });
  }
  for (const [path, before] of baseline) {
    if (present.has(path)) continue;
    changes.push({ path, change: "deleted", before: sha256(before), bytes: null });
  }
  return changes.toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

function isSame(one: Uint8Array, other: Uint8Array): boolean {
  if (one.buffer === other.buffer && one.length === other.length) return true;
  return one.length === other.length && Buffer.compare(one, other) === 0;
}

const MOST_DEPTH = 64;
const MOST_PATH = 1024;
/** Characters that no file of a person has in its name, and that show as something else than they are. */
const ODD = /[\p{C}\\\u2028\u2029\uFFFD]/u;

/** Regular files below the working folder, with names that are worth handing back. No link is followed. */
function* walk(fs: FileSystem): Generator<readonly [string, FileNode]> {
  const root = Object.values(fs.root.contents!).find(({ name }: FileNode) => name === "work");
  if (root !== undefined && fs.isDir(root.mode)) yield* walkFolder(fs, root, "", 0);
}

function* walkFolder(
  fs: FileSystem,
  folder: FileNode,
  prefix: string,
  depth: number,
): Generator<readonly [string, FileNode]> {
  for (const [name, node] of Object.entries(folder.contents as Record<string, FileNode>)) {
    const path = prefix + name;
    if (ODD.test(name) || path.length > MOST_PATH) continue;
    if (fs.isFile(node.mode)) yield [path, node];
    if (fs.isDir(node.mode) && depth < MOST_DEPTH)
      yield* walkFolder(fs, node, `${path}/`, depth + 1);
  }
}
