import { hashLeaf, hashNode, sameHash } from "./hash.ts";

/** Root of the subtree over the leaves `from` (from 0, included) to `to` (excluded). */
export type Subtree = (from: number, to: number) => Uint8Array;

/** RFC 6962, 2.1.1: the hashes that lead from the leaf at `index` (from 0) to the root of the tree of `size` leaves. */
export function inclusionPath(index: number, size: number, subtree: Subtree): Uint8Array[] {
  return pathBetween(index, 0, size, subtree);
}

function pathBetween(index: number, from: number, to: number, subtree: Subtree): Uint8Array[] {
  if (to - from <= 1) return [];
  const middle = from + largestPowerBelow(to - from);
  return index < middle
    ? [...pathBetween(index, from, middle, subtree), subtree(middle, to)]
    : [...pathBetween(index, middle, to, subtree), subtree(from, middle)];
}

/** RFC 6962, 2.1.2: what shows that the tree of `size` leaves begins with the tree of `first` leaves. */
export function consistencyPath(first: number, size: number, subtree: Subtree): Uint8Array[] {
  return first === 0 || first === size ? [] : consistencyBetween(first, 0, size, true, subtree);
}

function consistencyBetween(
  first: number,
  from: number,
  to: number,
  isWhole: boolean,
  subtree: Subtree,
): Uint8Array[] {
  if (first === to) return isWhole ? [] : [subtree(from, to)];
  const middle = from + largestPowerBelow(to - from);
  return first <= middle
    ? [...consistencyBetween(first, from, middle, isWhole, subtree), subtree(middle, to)]
    : [...consistencyBetween(first, middle, to, false, subtree), subtree(from, middle)];
}

/** RFC 9162, 2.1.3.2: does the path lead from this hash at `index` (from 0) to this root? */
export function isIncluded(
  hash: Uint8Array,
  index: number,
  size: number,
  path: readonly Uint8Array[],
  root: Uint8Array,
): boolean {
  if (index < 0 || index >= size) return false;
  let [place, last] = [index, size - 1];
  let node = hashLeaf(hash);
  for (const sibling of path) {
    if (last === 0) return false;
    const isRight = place % 2 === 1;
    node = isRight || place === last ? hashNode(sibling, node) : hashNode(node, sibling);
    // A node without a sibling goes up as it is until it is a right one.
    while (!isRight && place === last && place !== 0 && place % 2 === 0)
      [place, last] = [half(place), half(last)];
    [place, last] = [half(place), half(last)];
  }
  return last === 0 && sameHash(node, root);
}

/** RFC 9162, 2.1.4.2: is the tree of `first` leaves with the first root the beginning of the other one? */
export function isConsistent(
  first: { readonly size: number; readonly root: Uint8Array },
  second: { readonly size: number; readonly root: Uint8Array },
  path: readonly Uint8Array[],
): boolean {
  if (first.size > second.size) return false;
  if (first.size === second.size) return path.length === 0 && sameHash(first.root, second.root);
  if (first.size === 0) return path.length === 0;
  // A first tree that is complete is itself the node to begin with.
  const isPower = largestPowerBelow(first.size * 2) === first.size;
  const [start, ...rest] = isPower ? [first.root, ...path] : path;
  if (start === undefined) return false;
  let [place, last] = [first.size - 1, second.size - 1];
  while (place % 2 === 1) [place, last] = [half(place), half(last)];
  let [old, grown] = [start, start];
  for (const node of rest) {
    if (last === 0) return false;
    if (place % 2 === 1 || place === last) {
      [old, grown] = [hashNode(node, old), hashNode(node, grown)];
      while (place % 2 === 0 && place !== 0) [place, last] = [half(place), half(last)];
    } else grown = hashNode(grown, node);
    [place, last] = [half(place), half(last)];
  }
  return last === 0 && sameHash(old, first.root) && sameHash(grown, second.root);
}

function half(number: number): number {
  return Math.floor(number / 2);
}

/** Of two or more leaves the left subtree has as many as the largest power of two that is below their number. */
export function largestPowerBelow(leaves: number): number {
  let power = 1;
  while (power * 2 < leaves) power *= 2;
  return power;
}
