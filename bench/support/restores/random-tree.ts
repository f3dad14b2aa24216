import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import * as fc from "fast-check";

type Node =
  | { readonly kind: "file"; readonly bytes: Uint8Array; readonly mode: number }
  | { readonly kind: "link"; readonly target: string }
  | {
      readonly kind: "folder";
      readonly mode: number;
      readonly nodes: Tree;
    };

export type Tree = Readonly<Record<string, Node>>;

const fileMode = fc.constantFrom(0o644, 0o755, 0o600, 0o444, 0o4755);
const folderMode = fc.constantFrom(0o755, 0o700, 0o555, 0o1777);

/** Folders in folders, links to anywhere, modes of all kinds. */
export function randomTree(names: readonly string[]): fc.Arbitrary<Tree> {
  const name = fc.constantFrom(...names);
  return fc.letrec<{ tree: Tree; node: Node }>((tie) => ({
    tree: fc.dictionary(name, tie("node"), { maxKeys: 4, depthIdentifier: "tree" }),
    node: fc.oneof(
      { depthIdentifier: "tree", maxDepth: 3 },
      fc.record({
        kind: fc.constant("file" as const),
        bytes: fc.uint8Array({ maxLength: 12 }),
        mode: fileMode,
      }),
      fc.record({
        kind: fc.constant("link" as const),
        target: fc.constantFrom("a", "../b", "/etc/passwd", "gone", ".", "x\ny"),
      }),
      fc.record({ kind: fc.constant("folder" as const), mode: folderMode, nodes: tie("tree") }),
    ),
  })).tree;
}

export function build(dir: string, nodes: Tree): void {
  for (const [name, node] of Object.entries(nodes)) {
    const at = join(dir, name);
    if (node.kind === "link") symlinkSync(node.target, at);
    if (node.kind === "file") {
      writeFileSync(at, node.bytes);
      chmodSync(at, node.mode);
    }
    if (node.kind !== "folder") continue;
    mkdirSync(at);
    build(at, node.nodes);
    chmodSync(at, node.mode);
  }
}

/** Nothing but this is in it. */
export function rebuild(dir: string, nodes: Tree): void {
  rmSync(dir, { recursive: true, force: true });
  mkdirSync(dir);
  build(dir, nodes);
}
