import { type CleanMemory, keepMemory } from "./clean-memory.ts";
import { type FileTree, putTreeBack, saveTree } from "./file-tree.ts";
import type { FileNode, Interpreter } from "./interpreter.ts";
import { CryptoHasher } from "./sha256.ts";

/** The interpreter as it is before each run: no program has touched it. */
export interface CleanPoint {
  /** SHA-256 of memory and files. */
  readonly hash: string;
  readonly memory: CleanMemory;
  readonly tree: FileTree;
  readonly stackPointer: number;
  /** What JavaScript holds for the interpreter, by its number there. */
  readonly references: readonly unknown[];
}

/** A memory that has grown by more than this is not shrunk but given up, with its process. */
export const MOST_GROWTH_BYTES = 48 * 1024 * 1024;

export function markCleanPoint(interpreter: Interpreter): CleanPoint {
  const { exports, fs, module } = interpreter;
  const memory = interpreter.bytes();
  const tree = saveTree(fs, module);
  return {
    hash: hashOf(memory, tree),
    memory: keepMemory(memory, interpreter.snapshot, interpreter.mapped),
    tree,
    stackPointer: exports.__stack_pointer.value as number,
    references: readReferences(interpreter),
  };
}

/** False: it cannot be put back, as its memory has grown too much. */
export function rewindTo(point: CleanPoint, interpreter: Interpreter): boolean {
  const { exports, fs, module } = interpreter;
  const memory = interpreter.bytes();
  if (memory.length > point.memory.length + MOST_GROWTH_BYTES) return false;
  point.memory.putBack(memory);
  exports.__stack_pointer.value = point.stackPointer;
  for (const [index, value] of point.references.entries()) exports._hiwire_set(index, value);
  putTreeBack(fs, module, point.tree);
  return true;
}

function readReferences({ exports }: Interpreter): readonly unknown[] {
  const references: unknown[] = [];
  for (let index = 0; ; index += 1) {
    try {
      references.push(exports._hiwire_get(index));
    } catch {
      return references;
    }
  }
}

function hashOf(memory: Uint8Array, tree: FileTree): string {
  const hasher = new CryptoHasher("sha256");
  hasher.update(memory);
  const nodes = tree.nodes.map(({ node }) => node).toSorted((a, b) => a.id - b.id);
  for (const node of nodes) {
    hasher.update(
      JSON.stringify([pathOf(node), node.id, node.mode, node.mtime, node.link ?? null]),
    );
    if (node.contents instanceof Uint8Array) {
      hasher.update(node.contents.subarray(0, node.usedBytes));
    }
  }
  hasher.update(
    JSON.stringify([tree.nextInode, tree.currentPath, tree.streams.map(({ fd }) => fd)]),
  );
  return hasher.digest("hex");
}

function pathOf(node: FileNode): string {
  const names: string[] = [];
  for (let at = node; at.parent !== at; at = at.parent) names.unshift(at.name);
  return names.join("/");
}
