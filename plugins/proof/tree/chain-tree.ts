import { KernelError } from "../../../kernel/error.ts";
import type { Ledger } from "../../../kernel/ledger/index.ts";
import { BLOCK, type Block, type BlockFile } from "./block-file.ts";
import { CompactRange } from "./compact-range.ts";
import { hashLeaf, hashNode, sameHash } from "./hash.ts";
import { consistencyPath, inclusionPath, largestPowerBelow } from "./path.ts";

const BLOCKS_IN_MEMORY = 8;

/** The RFC 6962 tree over one chain: leaf `oseq - 1` is the hash of event `oseq`. */
export class ChainTree {
  readonly #ledger: Pick<Ledger, "sealed" | "hashes">;
  readonly #source: string;
  readonly #file: BlockFile;
  readonly #blocks: Block[];
  /** Hashes of the events after the last block. */
  #tail: Uint8Array[] = [];
  /** Event hashes of blocks that were asked for last, by their number. */
  readonly #read = new Map<number, readonly Uint8Array[]>();

  constructor(ledger: Pick<Ledger, "sealed" | "hashes">, source: string, file: BlockFile) {
    this.#ledger = ledger;
    this.#source = source;
    this.#file = file;
    this.#blocks = file.read(({ last }, number) => {
      const [event] = this.#events(number * BLOCK - 1, number * BLOCK);
      return event !== undefined && sameHash(event, last);
    });
  }

  /** Events that are in the tree. */
  get size(): number {
    return this.#blocks.length * BLOCK + this.#tail.length;
  }

  /** Takes in the events up to `size`, if they are not in it yet. */
  grow(size: number): void {
    const fresh: Block[] = [];
    for (const hash of this.#events(this.size, size)) {
      this.#tail.push(hash);
      if (this.#tail.length < BLOCK) continue;
      fresh.push({ root: rootOf(this.#tail.map(hashLeaf)), last: hash });
      this.#tail = [];
      this.#blocks.push(fresh.at(-1)!);
    }
    if (fresh.length > 0) this.#file.append(fresh);
  }

  root(size: number): Uint8Array {
    this.#mustHave(size);
    const whole = Math.floor(size / BLOCK);
    const range = new CompactRange();
    for (const { root } of this.#blocks.slice(0, whole)) range.pushSubtree(root, BLOCK);
    for (const hash of this.#leavesOf(whole).slice(0, size % BLOCK)) range.push(hash);
    return range.root();
  }

  /** RFC 6962 audit path of the event at place `oseq`. */
  inclusion(oseq: number, size: number): Uint8Array[] {
    this.#mustHave(size);
    if (!Number.isInteger(oseq) || oseq < 1 || oseq > size)
      throw new KernelError("usage", `the tree of ${size} events has no event ${oseq}`);
    return inclusionPath(oseq - 1, size, (from, to) => this.#subtree(from, to));
  }

  /** What shows that the tree of `size` events begins with that of the first `first`. */
  consistency(first: number, size: number): Uint8Array[] {
    this.#mustHave(size);
    return consistencyPath(first, size, (from, to) => this.#subtree(from, to));
  }

  #mustHave(size: number): void {
    this.grow(size);
    if (size <= this.size) return;
    throw new KernelError("usage", `the chain has ${this.size} events, not ${size}`);
  }

  /** Subtrees begin at a multiple of the largest power of two below their length, so none lies across two blocks in part. */
  #subtree(from: number, to: number): Uint8Array {
    if (from % BLOCK === 0 && to - from === BLOCK) return this.#blocks[from / BLOCK]!.root;
    if (to - from > BLOCK) {
      const middle = from + largestPowerBelow(to - from);
      return hashNode(this.#subtree(from, middle), this.#subtree(middle, to));
    }
    const begin = from % BLOCK;
    const leaves = this.#leavesOf(Math.floor(from / BLOCK)).slice(begin, begin + to - from);
    return rootOf(leaves.map(hashLeaf));
  }

  #leavesOf(block: number): readonly Uint8Array[] {
    if (block >= this.#blocks.length) return this.#tail;
    const known = this.#read.get(block);
    if (known) return known;
    const leaves = this.#events(block * BLOCK, (block + 1) * BLOCK);
    const [oldest] = this.#read.keys();
    if (oldest !== undefined && this.#read.size >= BLOCKS_IN_MEMORY) this.#read.delete(oldest);
    this.#read.set(block, leaves);
    return leaves;
  }

  #events(after: number, upTo: number): readonly Uint8Array[] {
    if (upTo <= after) return [];
    const all = this.#ledger.hashes(this.#source, after, upTo);
    return all.length === upTo - after ? all : this.#counted(after, upTo);
  }

  /** One by one: the chain is not that long yet, or it has a gap. */
  #counted(after: number, upTo: number): readonly Uint8Array[] {
    const hashes: Uint8Array[] = [];
    for (const { oseq, hash } of this.#ledger.sealed({
      origin: this.#source,
      afterOseq: after,
      upTo,
    })) {
      if (oseq !== after + hashes.length + 1)
        throw new KernelError("ledger", `event ${after + hashes.length + 1} is missing`, {
          hint: "glassbox verify names every fault of the chain",
        });
      hashes.push(hash);
    }
    return hashes;
  }
}

function rootOf(leaves: readonly Uint8Array[]): Uint8Array {
  const range = new CompactRange();
  for (const leaf of leaves) range.pushSubtree(leaf, 1);
  return range.root();
}
