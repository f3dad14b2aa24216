import { describe, expect, test } from "bun:test";
import { createHash } from "node:crypto";
import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";

import { note, openSqlite, run, writeRun } from "../../../bench/support/ledger.ts";
import { temporaryFolder } from "../../../bench/support/test-folder.ts";
import type { Ledger } from "../../../kernel/ledger/index.ts";
import { BLOCK, BlockFile } from "./block-file.ts";
import { ChainTree } from "./chain-tree.ts";
import { CompactRange } from "./compact-range.ts";
import { EMPTY_ROOT } from "./hash.ts";
import { consistencyPath, inclusionPath, isConsistent, isIncluded } from "./path.ts";

/** RFC 6962, section 2.1, word for word: the judge of everything that is quicker. */
function treeHead(leaves: readonly Uint8Array[]): Buffer {
  const sha256 = (...parts: Uint8Array[]) =>
    createHash("sha256").update(Buffer.concat(parts)).digest();
  if (leaves.length === 0) return sha256();
  if (leaves.length === 1) return sha256(Buffer.from([0]), leaves[0]!);
  let k = 1;
  while (k * 2 < leaves.length) k *= 2;
  return sha256(Buffer.from([1]), treeHead(leaves.slice(0, k)), treeHead(leaves.slice(k)));
}

const leafOf = (n: number) => createHash("sha256").update(`leaf ${n}`).digest();
const leaves = Array.from({ length: 600 }, (_, n) => leafOf(n));
const subtree = (from: number, to: number) => treeHead(leaves.slice(from, to));
const size = fc.integer({ min: 1, max: 130 });
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");

test("no leaves have the root that the RFC gives them, and one leaf its own hash", () => {
  expect(hex(EMPTY_ROOT)).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  expect(hex(new CompactRange().root())).toBe(hex(EMPTY_ROOT));
});

test("a range that grows has the tree's root at every size", () => {
  const range = new CompactRange();
  for (const [index, leaf] of leaves.entries()) {
    range.push(leaf);
    if (index < 40 || index % 37 === 0)
      expect(hex(range.root())).toBe(hex(treeHead(leaves.slice(0, index + 1))));
  }
  expect(range.size).toBe(leaves.length);
});

test("an inclusion path leads to the root from its own leaf and place, and from no other", () => {
  const place = fc.record({ size, index: fc.nat(129), other: fc.nat(129), cut: fc.nat(20) });
  fc.assert(
    fc.property(place, ({ size, index, other, cut }) => {
      fc.pre(index < size);
      const [root, path] = [subtree(0, size), inclusionPath(index, size, subtree)];
      expect(isIncluded(leaves[index]!, index, size, path, root)).toBe(true);
      expect(isIncluded(leaves[index + 1]!, index, size, path, root)).toBe(false);
      if (other !== index) expect(isIncluded(leaves[index]!, other, size, path, root)).toBe(false);
      if (cut < path.length) {
        expect(isIncluded(leaves[index]!, index, size, path.toSpliced(cut, 1), root)).toBe(false);
        const more = path.toSpliced(cut, 0, leafOf(-1));
        expect(isIncluded(leaves[index]!, index, size, more, root)).toBe(false);
        const changed = path.with(cut, leafOf(-1));
        expect(isIncluded(leaves[index]!, index, size, changed, root)).toBe(false);
      }
    }),
    { numRuns: 1000 },
  );
});

test("a consistency path shows that one tree begins with the other, and nothing else", () => {
  fc.assert(
    fc.property(size, size, fc.nat(20), (a, b, cut) => {
      const [first, second] = [Math.min(a, b), Math.max(a, b)];
      const path = consistencyPath(first, second, subtree);
      const old = { size: first, root: subtree(0, first) };
      const grown = { size: second, root: subtree(0, second) };
      expect(isConsistent(old, grown, path)).toBe(true);
      const rewritten = { size: first, root: treeHead([leafOf(-1), ...leaves.slice(1, first)]) };
      expect(isConsistent(rewritten, grown, path)).toBe(false);
      if (cut >= path.length) return;
      expect(isConsistent(old, grown, path.with(cut, leafOf(-1)))).toBe(false);
      expect(isConsistent(old, grown, path.toSpliced(cut, 1))).toBe(false);
    }),
    { numRuns: 1000 },
  );
});

describe("the tree of a chain", () => {
  const EVENTS = BLOCK * 3 + 57;
  const hashesOf = (ledger: Ledger) => Array.from(ledger.sealed(), ({ hash }) => hash);

  async function withChain(
    use: (parts: { ledger: Ledger; tree: () => ChainTree; path: string }) => Promise<void> | void,
  ) {
    const dir = temporaryFolder();
    const ledger = await openSqlite({ dir });
    await writeRun(ledger, EVENTS - 1);
    const path = join(dir, "tree.blocks");
    const tree = () => new ChainTree(ledger, `/home/${ledger.origin}`, new BlockFile(path));
    await use({ ledger, tree, path });
    await ledger.close();
  }

  test("has the RFC's root and paths at any size, while the chain goes on", () =>
    withChain(async ({ ledger, tree }) => {
      const grown = tree();
      for (const size of [1, 2, BLOCK - 1, BLOCK, BLOCK + 1, 700, EVENTS])
        expect(hex(grown.root(size))).toBe(hex(treeHead(hashesOf(ledger).slice(0, size))));
      await ledger.append([note("r"), note("r")]);
      const all = hashesOf(ledger);
      const root = grown.root(EVENTS + 2);
      expect(hex(root)).toBe(hex(treeHead(all)));
      for (const oseq of [1, BLOCK, BLOCK + 1, 2 * BLOCK + 77, EVENTS, EVENTS + 2]) {
        const path = grown.inclusion(oseq, EVENTS + 2);
        expect(isIncluded(all[oseq - 1]!, oseq - 1, EVENTS + 2, path, root)).toBe(true);
      }
      const path = grown.consistency(BLOCK + 9, EVENTS + 2);
      const old = { size: BLOCK + 9, root: treeHead(all.slice(0, BLOCK + 9)) };
      expect(isConsistent(old, { size: EVENTS + 2, root }, path)).toBe(true);
    }));

  test("is read from its file again, and from the chain where the file is not to be believed", () =>
    withChain(({ ledger, tree, path }) => {
      const root = hex(tree().root(EVENTS));
      const whole = readFileSync(path);
      expect(tree().size).toBe(3 * BLOCK);
      expect(hex(tree().root(EVENTS))).toBe(root);
      const damaged = Buffer.from(whole);
      damaged[100]! ^= 1;
      const files = [damaged, whole.subarray(0, 150), Buffer.alloc(999), Buffer.alloc(0)];
      for (const bytes of files) {
        writeFileSync(path, bytes);
        expect(hex(tree().root(EVENTS))).toBe(root);
        expect(readFileSync(path).equals(whole)).toBe(true);
      }
      appendFileSync(path, whole.subarray(0, 96));
      expect(hex(tree().root(EVENTS))).toBe(root);
      expect(ledger.lastRow()).toBe(EVENTS);
    }));

  test("does not take blocks of another chain for its own", () =>
    withChain(async ({ tree, path }) => {
      tree().grow(EVENTS);
      const other = await openSqlite({ dir: temporaryFolder() });
      await other.append([], [run("x")]);
      await other.append(Array.from({ length: 2 * BLOCK }, () => note("x")));
      const mine = new ChainTree(other, `/home/${other.origin}`, new BlockFile(path));
      expect(mine.size).toBe(0);
      expect(hex(mine.root(300))).toBe(hex(treeHead(hashesOf(other).slice(0, 300))));
      await other.close();
    }));

  test("says so when it is asked for more than the chain has", () =>
    withChain(({ tree }) => {
      expect(() => tree().root(EVENTS + 1)).toThrow(`the chain has ${EVENTS} events`);
      for (const oseq of [0, 1.5, EVENTS + 1])
        expect(() => tree().inclusion(oseq, EVENTS)).toThrow("has no event");
    }));
});
