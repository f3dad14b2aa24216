import { EMPTY_ROOT, hashLeaf, hashNode } from "./hash.ts";

/**
 * A tree that only grows, kept as the roots of its complete subtrees, the largest first: one for each bit of its size.
 * A leaf costs one node on average.
 */
export class CompactRange {
  #size = 0;
  readonly #roots: Uint8Array[] = [];

  get size(): number {
    return this.#size;
  }

  push(hash: Uint8Array): void {
    this.pushSubtree(hashLeaf(hash), 1);
  }

  /** Adds a complete subtree. What is there must be a multiple of its leaves, which are a power of two. */
  pushSubtree(root: Uint8Array, leaves: number): void {
    let node = root;
    for (let width = leaves; Math.floor(this.#size / width) % 2 === 1; width *= 2)
      node = hashNode(this.#roots.pop()!, node);
    this.#roots.push(node);
    this.#size += leaves;
  }

  root(): Uint8Array {
    const smallest = this.#roots.at(-1);
    if (smallest === undefined) return EMPTY_ROOT;
    return this.#roots.slice(0, -1).reduceRight((right, left) => hashNode(left, right), smallest);
  }
}
