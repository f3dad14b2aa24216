import { appendFileSync, existsSync, readFileSync, truncateSync } from "node:fs";

import { EMPTY_ROOT, HASH_BYTES, hashNode, sameHash } from "./hash.ts";

/** Leaves of a block: a power of two. */
export const BLOCK = 256;

/** A complete subtree of `BLOCK` leaves. */
export interface Block {
  readonly root: Uint8Array;
  /** Hash of its last event, by which one sees whose chain it is of. */
  readonly last: Uint8Array;
}

/** Root, last event and a running check of all entries so far, so that damage is not believed. */
const ENTRY_BYTES = 3 * HASH_BYTES;

/** Blocks on disk, so that a long chain is not read anew at each start. Disposable: it can be made from the chain. */
export class BlockFile {
  readonly #path: string;
  #check: Uint8Array = EMPTY_ROOT;

  constructor(path: string) {
    this.#path = path;
  }

  /** The entries that are whole, as far as `isOurs` knows the last one; the others are cut off. */
  read(isOurs: (block: Block, number: number) => boolean): Block[] {
    const bytes = existsSync(this.#path) ? readFileSync(this.#path) : new Uint8Array();
    const checks: Uint8Array[] = [EMPTY_ROOT];
    const blocks: Block[] = [];
    for (let at = 0; at + ENTRY_BYTES <= bytes.length; at += ENTRY_BYTES) {
      const [root, last, check] = [0, 1, 2].map((part) =>
        Uint8Array.from(bytes.subarray(at + part * HASH_BYTES, at + (part + 1) * HASH_BYTES)),
      ) as [Uint8Array, Uint8Array, Uint8Array];
      if (!sameHash(check, checkOf(checks.at(-1)!, { root, last }))) break;
      checks.push(check);
      blocks.push({ root, last });
    }
    while (blocks.length > 0 && !isOurs(blocks.at(-1)!, blocks.length)) blocks.pop();
    this.#check = checks[blocks.length]!;
    if (bytes.length > blocks.length * ENTRY_BYTES)
      truncateSync(this.#path, blocks.length * ENTRY_BYTES);
    return blocks;
  }

  append(blocks: readonly Block[]): void {
    const parts = blocks.flatMap((block) => {
      this.#check = checkOf(this.#check, block);
      return [block.root, block.last, this.#check];
    });
    appendFileSync(this.#path, Buffer.concat(parts), { mode: 0o600 });
  }
}

function checkOf(before: Uint8Array, { root, last }: Block): Uint8Array {
  return hashNode(before, hashNode(root, last));
}
